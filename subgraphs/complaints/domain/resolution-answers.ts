import { events as catalogue, type EventData, type EventSealed } from '../../../schema/index.js';
import type { Consumer, EventLog } from '../../kernel/event-log/index.js';
import type { ComplaintService } from './complaint.service.js';

/** Confirms or reopens by what participants answered in conversations; each answer once, with the checkpoint. */
export function resolutionAnswers(events: EventLog, service: ComplaintService): Consumer {
  return events.consume({
    name: 'complaints.resolution-answers',
    types: [catalogue.resolutionAnswered.type],
    handle: async (event, unit) => {
      if (event.redacted) return;
      const { complaintId, conversationId, confirmed } = event.data as EventData<'resolutionAnswered'>;
      const { text } = events.open<EventSealed<'resolutionAnswered'>>(event);
      const action = confirmed ? ({ kind: 'confirm' } as const) : ({ kind: 'reopen', note: text } as const);
      await service.actAsAnswered(unit, complaintId, action, `conversation:${conversationId}`);
    },
  });
}

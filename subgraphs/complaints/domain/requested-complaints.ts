import { events as catalogue, type EventData, type EventSealed } from '../../../schema/index.js';
import type { Consumer, EventLog } from '../../kernel/event-log/index.js';
import type { ComplaintService } from './complaint.service.js';

/** Files the complaints that channels' scripts have collected; each request once, with the checkpoint. */
export function requestedComplaints(events: EventLog, service: ComplaintService): Consumer {
  return events.consume({
    name: 'complaints.requested',
    types: [catalogue.complaintRequested.type],
    handle: async (event, unit) => {
      if (event.redacted) return;
      const data = event.data as EventData<'complaintRequested'>;
      const { description } = events.open<EventSealed<'complaintRequested'>>(event);
      await service.fileRequested(unit, { ...data, description }, data.requestId, `channel:${data.channelId}`);
    },
  });
}

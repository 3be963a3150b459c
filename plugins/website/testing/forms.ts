import { fastestForm, getForm, postForm } from '../forms.js';
import { request, type TestBench } from './requests.js';

/** Opens a form and lets the time pass in which somebody fills it in; answers the page and its token. */
export async function handOut(bench: TestBench, name = 'complaint', lang = 'id') {
  const answer = await getForm(request({ parameters: { name }, query: { site: 'demo', lang } }), bench.context);
  const token = /data-token="([^"]+)"/.exec(String(answer.body))?.[1] ?? '';
  bench.clock.now += fastestForm;
  return { answer, token };
}

/** Sends a form as its page would. */
export const submit = (bench: TestBench, json: object, name = 'complaint', remoteAddress?: string) =>
  postForm(
    request({ parameters: { name }, json: { language: 'en', ...json }, ...(remoteAddress && { remoteAddress }) }),
    bench.context,
  );

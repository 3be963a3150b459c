/** Any port of this machine, for development. */
export const anyLocalPort = /^http:\/\/(localhost|127\.0\.0\.1):\*$/;

/** Whether an origin is one of those allowed. Used by the hub and by the frame, so that both mean the same. */
export function originAllowed(allowed: readonly string[], origin: string): boolean {
  return allowed.some((each) => {
    if (!anyLocalPort.test(each)) return each === origin;
    const host = each.slice(0, -2);
    return origin === host || (origin.startsWith(`${host}:`) && /^\d{1,5}$/.test(origin.slice(host.length + 1)));
  });
}

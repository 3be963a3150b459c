import { isLoopback, serverOf, type EmailConfig } from '../config.js';
import { PostOffice } from './post-office.js';

/**
 * Mail servers for development, at the configured ports. Null when the hosts are not on loopback, or when something
 * serves there already (another simulator).
 */
export async function startDevelopmentSimulator(config: EmailConfig): Promise<PostOffice | null> {
  const [imap, smtp] = [serverOf(config, 'imap'), serverOf(config, 'smtp')];
  if (!isLoopback(imap.host) || !isLoopback(smtp.host)) return null;
  const { address, password } = config;
  try {
    return await PostOffice.start({ address, password, imapPort: imap.port, smtpPort: smtp.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return null;
    throw error;
  }
}

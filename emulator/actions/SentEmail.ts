import { type OrgState } from '../core/OrgState';

/** An email that the org has sent. */
export interface SentEmail {
	to: string[];
	subject: string;
	body: string;
	/** What it is about, an ID. */
	relatedTo: string | null;
}

/** All of them, oldest first. */
export const sentEmails = (org: OrgState): SentEmail[] => org.state('emails', () => []);

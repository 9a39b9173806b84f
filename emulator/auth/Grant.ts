import { type ConnectedApp } from './ConnectedApp';

/** Who a grant lets in, as whom. */
export interface Grant {
	app: ConnectedApp;
	username: string;
}

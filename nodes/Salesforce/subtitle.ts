import { resources } from './resources';

/** The text under the node on the canvas, in the words of the dropdowns: `Create or Update: Record`. */
const subtitles = Object.fromEntries(
	resources.flatMap(({ name, value, operations }) =>
		operations.map((operation) => [`${value}.${operation.value}`, `${operation.name}: ${name}`]),
	),
);

export const subtitle = `={{ (${JSON.stringify(subtitles)})[$parameter["resource"] + "." + $parameter["operation"]] }}`;

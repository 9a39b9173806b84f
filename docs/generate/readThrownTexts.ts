import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/** A text that the code can end with. `…` stands for what is filled in. */
export interface ThrownText {
	/** The file that says it, from the repository's root. */
	file: string;
	message: string;
	/** What to do, as far as the code says; several where it depends. */
	advice: string[];
}

/** Where the arguments of an error's constructor, or of a function that makes one, hold its texts. */
interface Shape {
	message: number;
	advice: number;
	/** What the error itself puts before its message. */
	prefix?: string;
}

const GAP = '…';

const SHAPES: Record<string, Shape> = {
	InvalidInputError: { message: 0, advice: 1 },
	BulkJobError: { message: 0, advice: 2, prefix: `Bulk job ${GAP}: ` },
	NodeOperationError: { message: 1, advice: 2 },
	SalesforceAuthError: { message: 1, advice: 2 },
	PubSubError: { message: 2, advice: 3 },
	refuse: { message: 1, advice: 2 },
	super: { message: 0, advice: 1 },
};

const declarationsOf = (source: ts.SourceFile): Map<string, ts.Expression> => {
	const found = new Map<string, ts.Expression>();
	const visit = (node: ts.Node): void => {
		if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
			found.set(node.name.text, node.initializer);
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
};

/** All texts that an expression can come to. */
function render(node: ts.Expression, constants: Map<string, ts.Expression>): string[] {
	const inner = (expression: ts.Expression) => render(expression, constants);
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isParenthesizedExpression(node)) return inner(node.expression);
	if (ts.isConditionalExpression(node)) return [...inner(node.whenTrue), ...inner(node.whenFalse)];
	if (ts.isIdentifier(node)) {
		const known = constants.get(node.text);
		return known === undefined ? [GAP] : inner(known);
	}
	if (ts.isBinaryExpression(node)) {
		const [left, right] = [inner(node.left), inner(node.right)];
		if (node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken) return [...left, ...right];
		return left.flatMap((start) => right.map((end) => start + end));
	}
	if (!ts.isTemplateExpression(node)) return [GAP];
	const words = node.templateSpans.map(({ expression, literal }) => {
		const texts = new Set(inner(expression));
		return (texts.has(GAP) ? GAP : [...texts].join('/')) + literal.text;
	});
	return [node.head.text + words.join('')];
}

/** The advice among an error's options. */
const optionOf = (node: ts.Expression): ts.Expression | undefined => {
	if (!ts.isObjectLiteralExpression(node)) return node;
	for (const property of node.properties) {
		const name = property.name?.getText();
		if (name !== 'advice' && name !== 'description') continue;
		if (ts.isPropertyAssignment(property)) return property.initializer;
		if (ts.isShorthandPropertyAssignment(property)) return property.name;
	}
	return undefined;
};

/** Errors whose whole text comes from elsewhere: what they wrap is listed where it arises. */
const WRAPPERS = ['rest/bulk/BulkJobError.ts', 'nodes/shared/toNodeError.ts'];

const isTold = (text: string) => /[a-z]{3}/i.test(text.replaceAll(GAP, ''));

/** Where a file may call one of them: the others need not be parsed. */
const CALL = new RegExp(`\\b(?:${Object.keys(SHAPES).join('|')})\\(`);

function readFile(file: string): ThrownText[] {
	const text = readFileSync(join(root, file), 'utf8');
	if (!CALL.test(text)) return [];
	const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
	const constants = declarationsOf(source);
	const found: ThrownText[] = [];
	const visit = (node: ts.Node): void => {
		ts.forEachChild(node, visit);
		if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return;
		const shape = SHAPES[node.expression.getText()];
		const message = shape && node.arguments?.[shape.message];
		if (!message) return;
		const given = node.arguments?.[shape.advice];
		const option = given && optionOf(given);
		const advice = option ? render(option, constants).filter(isTold) : [];
		for (const told of render(message, constants).filter(isTold)) {
			const whole = (shape.prefix ?? '') + told;
			found.push({ file, message: whole.replace(/…+/g, GAP), advice });
		}
	};
	visit(source);
	return found;
}

/**
 * Every text that the code of some rooms throws by itself, read out of the code: none can be forgotten.
 *
 * @param rooms folders, from the repository's root
 */
export function readThrownTexts(rooms: string[]): ThrownText[] {
	const files = rooms.flatMap((room) =>
		readdirSync(join(root, room), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => relative(root, join(root, room, file))),
	);
	return files
		.toSorted()
		.filter((file) => !WRAPPERS.includes(file))
		.flatMap(readFile);
}

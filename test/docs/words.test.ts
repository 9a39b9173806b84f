import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(__dirname, '..', '..');

/** Words that readers stumble over, and what to write: CONTRIBUTING's "Words" has the glossary. */
const BANNED: Array<[word: RegExp, instead: string]> = [
	[/\bbelongs? into\b/i, 'goes into'],
	[/\bnearly always\b/i, 'in almost all cases'],
	[/\bto be known everywhere\b/i, 'to become active'],
	[/(?<!there )\bis no (?!longer\b|more\b)\w/i, 'is not a …'],
	[/\bis none of\b/i, 'is not one of'],
	[/\bthere is none of\b/i, 'does not exist'],
	[/\bworked off\b/i, 'processed'],
	[/\bin place of\b/i, 'instead of'],
	[/\bis another one\b/i, 'is wrong, or differs'],
	[/\bwent well\b/i, 'succeeded'],
	[/\bcomes? twice\b/i, 'no duplicates'],
	[/\bwhere none is chosen\b/i, 'if none is chosen'],
	[/\bstands? before\b/i, 'is in front of'],
	[/\bof old\b/i, 'old'],
	[/\bnothing that is there already\b/i, 'no existing record'],
	[/\bfor ever\b/i, 'forever'],
	[/\bwho(?:so)?ever\b/i, 'anyone who, everyone who'],
	[/\banew\b/i, 'again'],
	[/\bdivided by (?:commas|spaces)\b/i, 'separated by'],
	[/\bwith commas\b/i, 'separated by commas'],
	[/\bgot lost\b/i, 'was lost'],
	[/\bpass(?:es|ed)? over\b/i, 'skips'],
	[/\ball the same\b/i, 'still, anyway'],
	[/\bwhere (?:needed|none|no|there (?:is|are))\b/i, 'if …'],
	[/\bunderstood (?:as well|too)\b/i, 'works too'],
	[/\b(?:in silence|without a word)\b/i, 'without a message'],
	[/\b(?:becomes?|became) of\b/i, 'happens to'],
	[/\bstands? (?:in|behind|beside|under|there|alone|twice)\b/i, 'is in, comes after'],
	[/\bgo(?:es)? on\b/i, 'continues'],
	[/\bmend(?:s|ed|ing)?\b/i, 'correct'],
	[/\b[Uu]nset,/, 'if it is not set,'],
	[/\bknows? no\b/i, 'does not have, does not know'],
	[/\bnobody but\b/i, 'only'],
	[/\bsigns? of life\b/i, 'data'],
	[/\bhand(?:s|ed)? (?:on|over|out)\b/i, 'gives, sends'],
	[/\bheld (?:against|to)\b/i, 'compared with, checked by'],
	[/\baimed at\b/i, 'the target of'],
];

/** What people read: the pages, and all texts of the product. */
const files = execFileSync(
	'git',
	['ls-files', '*.md', 'credentials', 'nodes', 'auth', 'rest', 'http', 'setup', 'stream'],
	{
		cwd: root,
		encoding: 'utf8',
	},
)
	.split('\n')
	.filter((file) => /\.(?:md|ts)$/.test(file) && !/^(?:CHANGELOG|emulator)/.test(file));

const isComment = (line: string) => /^\s*(?:\*|\/\/|\/\*)/.test(line);

/** The lines that hold a word. Code spans and comments of the code are left out; CONTRIBUTING's glossary names words in spans. */
function findIn(file: string): string[] {
	const lines = readFileSync(join(root, file), 'utf8').split('\n');
	return lines.flatMap((line, n) => {
		const prose = file.endsWith('.md') ? line.replace(/`[^`]*`/g, '') : isComment(line) ? '' : line;
		return BANNED.flatMap(([word, instead]) =>
			word.test(prose) ? [`${file}:${n + 1} "${word.exec(prose)![0]}": ${instead}`] : [],
		);
	});
}

it('uses plain words that every reader knows', () => {
	expect(files.length).toBeGreaterThan(200);
	expect(files.flatMap(findIn)).toEqual([]);
});

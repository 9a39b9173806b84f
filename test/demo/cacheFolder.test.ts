import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../demo/cacheFolder';

const home = join('/', 'home', 'ada');
const name = 'n8n-nodes-salesforce-server-to-server';

describe('the cache folder', () => {
	it('is where XDG_CACHE_HOME says, else in ~/.cache, on Linux', () => {
		expect(cacheFolder({ XDG_CACHE_HOME: '/big/disk' }, 'linux', home)).toBe(
			join('/big/disk', name),
		);
		expect(cacheFolder({}, 'linux', home)).toBe(join(home, '.cache', name));
		expect(cacheFolder({ XDG_CACHE_HOME: '' }, 'linux', home)).toBe(join(home, '.cache', name));
	});

	it('is in Library/Caches on macOS', () => {
		expect(cacheFolder({}, 'darwin', home)).toBe(join(home, 'Library', 'Caches', name));
	});

	it('is in LOCALAPPDATA on Windows', () => {
		expect(cacheFolder({ LOCALAPPDATA: join('/', 'local') }, 'win32', home)).toBe(
			join('/', 'local', name),
		);
		expect(cacheFolder({}, 'win32', home)).toBe(join(home, 'AppData', 'Local', name));
	});
});

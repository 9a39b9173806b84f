import { BlockList, isIP } from 'node:net';
import { InvalidInputError } from '../../rest';

/** `::ffff:10.0.0.1` is how a socket for both families shows 10.0.0.1. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const toPlain = (address: string) => MAPPED.exec(address)?.[1] ?? address;

/** A network card's name may follow: `fe80::1%eth0`. */
const withoutZone = (address: string) => address.split('%')[0] ?? '';

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

function add(list: BlockList, entry: string): void {
	const [address = '', bits, ...rest] = entry.split('/');
	const width = { 4: 32, 6: 128 }[isIP(address)] ?? -1;
	const isRange = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= width);
	if (width < 0 || rest.length > 0 || !isRange) {
		throw new InvalidInputError(
			`'${entry}' in 'Allowed IP Addresses' is neither an address nor a range`,
			'Write addresses and ranges separated by commas, e.g. 13.108.0.0/14, 2001:db8::/32, 203.0.113.7.',
		);
	}
	if (bits === undefined) {
		const plain = toPlain(address);
		list.addAddress(plain, familyOf(plain));
	} else list.addSubnet(address, Number(bits), familyOf(address));
}

/**
 * Reads a list of addresses and ranges (CIDR), IPv4 and IPv6.
 *
 * @param text addresses separated by commas or line breaks; empty for all
 * @returns whether an address is one of them
 * @throws InvalidInputError for an entry that is neither, with the entry
 */
export function readAllowedAddresses(text: string): (address: string) => boolean {
	const entries = text.split(/[,\s]+/).filter((entry) => entry !== '');
	if (entries.length === 0) return () => true;
	const list = new BlockList();
	for (const entry of entries) add(list, entry);
	return (address) => {
		const plain = toPlain(withoutZone(address));
		return isIP(plain) !== 0 && list.check(plain, familyOf(plain));
	};
}

// Preloaded into n8n: should whoever started it be killed without a word, n8n ends by itself.
process.on('disconnect', () => {
	process.kill(process.pid, 'SIGTERM');
	setTimeout(() => process.exit(1), 5_000).unref();
});
process.channel?.unref();

// Prints whatever it reads.
process.stdin.pipe(process.stdout)

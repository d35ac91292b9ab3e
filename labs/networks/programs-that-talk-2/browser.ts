// What a browser does for you: fetch() makes the connection, types the request and takes the answer apart.

try {
  const response = await fetch('http://10.0.0.2:8080/')
  console.log(`status ${response.status}, type ${response.headers.get('content-type')}`)
  console.log(`page: ${(await response.text()).trim()}`)
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

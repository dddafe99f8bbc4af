/** The lines of a stream, which end in \n and nothing else: JSON may hold what else ends lines, such as U+2028. */
export async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let parts: string[] = []
  for await (const chunk of stream.setEncoding('utf8')) {
    const [end, ...begun] = (chunk as string).split('\n')
    parts.push(end)
    for (const part of begun) {
      yield parts.join('')
      parts = [part]
    }
  }
  yield parts.join('')
}

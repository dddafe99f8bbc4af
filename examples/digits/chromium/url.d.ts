/** What vite gives for a file that is to be served: where it lies. */
declare module '*?url' {
  const url: string
  export default url
}

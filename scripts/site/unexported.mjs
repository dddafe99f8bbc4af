// Typedoc warns of types that exported ones refer to without being exported themselves, but only in the package
// that it is started for. This plug-in does so for all three.
import { Application, makeRecursiveVisitor } from 'typedoc'

/** What makes up a primitive is for those who add one, within the package; the API only names it. */
const machinery = [
  'AnyFunction',
  'BatchRule',
  'Indexing',
  'JvpRule',
  'Lane',
  'Lanes',
  'Placement',
  'Strided',
  'TaylorRule',
  'TransposeRule',
]

/** @param {import('typedoc').Application} application */
export function warnOfUnexported(application) {
  application.on(Application.EVENT_VALIDATE_PROJECT, (project) => {
    const missing = new Set()
    const visitor = makeRecursiveVisitor({
      reference(type) {
        const known = type.reflection !== undefined || type.isIntentionallyBroken()
        if (!known && type.package?.startsWith('@wengert/')) missing.add(type.qualifiedName)
      },
    })
    for (const reflection of Object.values(project.reflections)) reflection.type?.visit(visitor)
    for (const name of missing) {
      if (machinery.includes(name)) continue
      application.logger.validationWarning(
        `The API refers to ${name}, which is not exported; export it.`,
      )
    }
    for (const name of machinery) {
      if (missing.has(name)) continue
      application.logger.validationWarning(
        `${name} is said to be missing in scripts/site/unexported.mjs.`,
      )
    }
  })
}

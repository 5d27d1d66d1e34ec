import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Config, configSchema } from './config-schema.ts'
import { readCredentials } from './credential-files.ts'
import { Failure, reasonOf } from './failure.ts'

/** Where a value comes from, for a person who wonders. */
type ConfigOrigin = 'default' | 'file' | 'credential' | 'environment'

/** One setting as it stands. */
export type ConfigEntry = {
  /** Dotted, as in 'web.port'. */
  readonly path: string
  readonly value: string | number | boolean | null
  readonly origin: ConfigOrigin
  /** The variable that overrides it, as in VIGIE_WEB_PORT. */
  readonly variable: string
  readonly description: string
}

export type Environment = { readonly [name: string]: string | undefined }

export const configFile = (home: string): string => path.join(home, 'vigie.yaml')

/** Variables of ours that are no settings. */
const OTHER_VARIABLES = new Set(['VIGIE_HOME', 'VIGIE_LAUNCHER'])

/** The settings' paths with their types, read from the schema itself. */
const settings = leaves(configSchema, '')

/** Addresses may hold a password: they are never repeated, and may come from a file of their own. */
const isSecret = (path: string): boolean => /url$/i.test(path)

/**
 * Reads `<home>/vigie.yaml` where there is one, over it the files in CREDENTIALS_DIRECTORY, over both the environment. Throws
 * CONFIG_INVALID that names every problem with its path; a secret is never repeated.
 */
export const loadConfig = (home: string, environment: Environment): Config => {
  const file = readFile(configFile(home))
  const credentials = credentialValues(environment)
  const overrides = environmentValues(environment)
  const merged = structuredClone(file)
  for (const { path: at, value } of [...credentials.values, ...overrides.values]) {
    assign(merged, at, value)
  }
  const parsed = configSchema.safeParse(merged)
  const problems = [
    ...credentials.problems,
    ...overrides.problems,
    ...(parsed.success ? [] : parsed.error.issues.flatMap(describeIssue)),
  ]
  if (problems.length === 0 && parsed.success) return parsed.data
  throw new Failure('CONFIG_INVALID', { file: configFile(home), problems: problems.join('; ') })
}

/** Every setting with its value and where that comes from; passwords in URLs are left out. */
export const describeConfig = (home: string, environment: Environment): ConfigEntry[] => {
  const config = loadConfig(home, environment)
  const file = readFile(configFile(home))
  const credentials = new Set(credentialValues(environment).values.map(({ path: at }) => at))
  return settings.map((setting) => {
    const value = lookUp(config, setting.path)
    return {
      path: setting.path,
      value: isSecret(setting.path) ? withoutSecret(value) : (value as ConfigEntry['value']),
      origin:
        environment[setting.variable] !== undefined
          ? 'environment'
          : credentials.has(setting.path)
            ? 'credential'
            : lookUp(file, setting.path) !== undefined
              ? 'file'
              : 'default',
      variable: setting.variable,
      description: setting.schema.description ?? '',
    }
  })
}

type Setting = { readonly path: string; readonly variable: string; readonly schema: z.ZodType }
type Tree = { [key: string]: unknown }

function leaves(schema: z.ZodType, prefix: string): Setting[] {
  const inner = unwrapped(schema)
  if (!(inner instanceof z.ZodObject)) {
    const variable =
      `VIGIE_${prefix.replaceAll(/([A-Z])/g, '_$1').replaceAll('.', '_')}`.toUpperCase()
    return [{ path: prefix, variable, schema }]
  }
  return Object.entries(inner.shape).flatMap(([key, child]) =>
    leaves(child as z.ZodType, prefix === '' ? key : `${prefix}.${key}`),
  )
}

function unwrapped(schema: z.ZodType): z.ZodType {
  if (
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodOptional
  ) {
    return unwrapped(schema.unwrap() as z.ZodType)
  }
  return schema
}

const readFile = (file: string): Tree => {
  if (!existsSync(file)) return {}
  let content: unknown
  try {
    content = parse(readFileSync(file, 'utf8'))
  } catch (thrown) {
    const [problems = ''] = reasonOf(thrown).split(':\n') // the picture of the place is not for one line
    throw new Failure('CONFIG_INVALID', { file, problems }, { cause: thrown })
  }
  if (content === null || content === undefined) return {}
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new Failure('CONFIG_INVALID', {
      file,
      problems: 'it must hold settings, as in "sensor: lab"',
    })
  }
  return content as Tree
}

const credentialValues = (environment: Environment) =>
  readCredentials(
    environment['CREDENTIALS_DIRECTORY'],
    settings.map(({ path: at }) => at).filter(isSecret),
  )

const environmentValues = (environment: Environment) => {
  const values: { path: string; value: unknown }[] = []
  const problems: string[] = []
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith('VIGIE_') || text === undefined || OTHER_VARIABLES.has(name)) continue
    const setting = settings.find(({ variable }) => variable === name)
    if (setting === undefined) problems.push(`${name}: there is no such setting`)
    else values.push({ path: setting.path, value: fromText(setting.schema, text) })
  }
  return { values, problems }
}

/** A variable is text; the schema says what it must be. What does not fit stays text, and the schema refuses it by name. */
const fromText = (schema: z.ZodType, text: string): unknown => {
  const inner = unwrapped(schema)
  if (inner instanceof z.ZodNumber) return /^-?\d+$/.test(text) ? Number(text) : text
  if (inner instanceof z.ZodBoolean) return text === 'true' ? true : text === 'false' ? false : text
  return text
}

const describeIssue = (issue: z.core.$ZodIssue): string[] => {
  const at = issue.path.join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${at === '' ? key : `${at}.${key}`}: there is no such setting`)
  }
  return [`${at}: ${issue.message}`]
}

const lookUp = (tree: unknown, at: string): unknown =>
  at
    .split('.')
    .reduce<unknown>(
      (node, key) => (typeof node === 'object' && node !== null ? (node as Tree)[key] : undefined),
      tree,
    )

const assign = (tree: Tree, at: string, value: unknown): void => {
  const keys = at.split('.')
  const last = keys.pop() ?? ''
  let node = tree
  for (const key of keys) {
    if (typeof node[key] !== 'object' || node[key] === null) node[key] = {}
    node = node[key] as Tree
  }
  node[last] = value
}

/** Names in the query of an address whose values are nobody's business. */
const SECRET_NAME = /pass|pwd|secret|token|key|auth/i

const withoutSecret = (value: unknown): string | null => {
  if (typeof value !== 'string') return null
  const url = URL.parse(value)
  if (url === null) return '…'
  if (url.password !== '') url.password = '…'
  for (const name of url.searchParams.keys()) {
    if (SECRET_NAME.test(name)) url.searchParams.set(name, '…')
  }
  return url.href.replaceAll(encodeURIComponent('…'), '…')
}

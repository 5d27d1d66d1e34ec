import i18next from 'i18next'
import { en } from './text/en.ts'
import { fr } from './text/fr.ts'

/** Whatever a person reads exists in these languages; `fr` has the shape of `en`, which the compiler checks. */
export const languages = ['en', 'fr'] as const
export type Language = (typeof languages)[number]

type Paths<Tree, Prefix extends string = ''> = {
  [Key in keyof Tree & string]: Tree[Key] extends string
    ? `${Prefix}${Key}`
    : Paths<Tree[Key], `${Prefix}${Key}.`>
}[keyof Tree & string]

type Singular<Key extends string> = Key extends `${infer Stem}_one` | `${infer Stem}_other`
  ? Stem
  : Key

/** A place in the catalogue. Where a text has `_one` and `_other`, the stem is the key and `count` chooses. */
export type TextKey = Singular<Paths<typeof en>>
type TextValues = { readonly [name: string]: string | number }
export type Translate = (key: TextKey, values?: TextValues) => string

const catalogue = i18next.createInstance()
await catalogue.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en }, fr: { translation: fr } },
  interpolation: { escapeValue: false }, // each edge escapes for itself: HTML, a terminal and a mail differ
})

/** The texts in one language. Values are inserted as they are: the caller escapes for its medium. */
export const translator = (language: Language): Translate => {
  const fixed = catalogue.getFixedT(language)
  return (key, values) => fixed(key, values ?? {})
}

/** The language that the environment asks for, as POSIX orders the variables: LC_ALL, LC_MESSAGES, LANG. */
export const languageOf = (environment: {
  readonly [name: string]: string | undefined
}): Language => {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en'
}

export const consoleEn = {
  language: 'en',
  signIn: 'Sign in',
  signOut: 'Sign out',
  name: 'Name',
  password: 'Password',
  refused: 'This name and this password do not belong together.',
  jobs: 'Jobs',
  reports: 'Reports',
  report: 'Report',
  captures: 'Captures',
  length: 'Length',
  none: 'There are none yet.',
  reportStates: {
    requested: 'to be made',
    produced: 'to be delivered',
    delivered: 'delivered',
    failed: 'not delivered',
  },
} as const

type ConsoleTexts = {
  readonly [key in keyof typeof consoleEn]: (typeof consoleEn)[key] extends string
    ? string
    : { readonly [inner in keyof (typeof consoleEn)[key]]: string }
}

export const consoleFr: ConsoleTexts = {
  language: 'fr',
  signIn: 'Se connecter',
  signOut: 'Se déconnecter',
  name: 'Nom',
  password: 'Mot de passe',
  refused: 'Ce nom et ce mot de passe ne vont pas ensemble.',
  jobs: 'Tâches',
  reports: 'Rapports',
  report: 'Rapport',
  captures: 'Captures',
  length: 'Durée',
  none: 'Il n’y en a pas encore.',
  reportStates: {
    requested: 'à faire',
    produced: 'à envoyer',
    delivered: 'remis',
    failed: 'non remis',
  },
}

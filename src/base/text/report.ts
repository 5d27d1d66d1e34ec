export const reportEn = {
  subjectNothing: '[Vigie] {{name}}: nothing captured yet',
  subjectQuiet: '[Vigie] {{name}}: {{packets}} packets, {{bytes}}, {{when}}',
  subjectNotices_one: '[Vigie] {{name}}: 1 thing to look at, {{when}}',
  subjectNotices_other: '[Vigie] {{name}}: {{count}} things to look at, {{when}}',
  heading: 'Network report of {{name}}',
  period: 'From {{from}} to {{to}} ({{timeZone}})',
  lookAtThis: 'Look at this',
  allQuiet: 'Nothing needs your attention.',
  nothing:
    'Nothing was captured in this time, so there are no figures. "vigie capture 60" starts a capture, "vigie watch add eth0" a standing watch.',
  unfinished: 'Capture {{id}} is still running: these are the figures until now.',
  waiting: 'Capture {{id}} has not begun yet: it waits for sensor {{sensor}}.',
  stopped: 'Capture {{id}} was stopped before its time.',
  brokenOff: 'The file of capture {{id}} is cut or damaged: these are the figures up to there.',
  failed: 'Capture {{id}} failed: {{reason}}.',
  gap: 'Capture {{id}} did not count from {{from}} to {{to}} ({{duration}}): {{cause}}.',
  gapCauses: {
    down: 'Vigie was not running',
    crash: 'Vigie broke off, by a crash or a power cut',
    failed: 'the interface could not be captured',
    late: 'counting had not begun',
  },
  lost_one:
    'Capture {{id}} lost the figures of 1 second, because the database was away for too long or the disk was full.',
  lost_other:
    'Capture {{id}} lost the figures of {{count}} seconds, because the database was away for too long or the disk was full.',
  catchUp_one:
    'One earlier run of this schedule did not take place, because Vigie was not running. This one stands for it: from {{from}} to {{to}}.',
  catchUp_other:
    '{{count}} earlier runs of this schedule did not take place, because Vigie was not running. This one stands for them: from {{from}} to {{to}}.',
  overlap:
    'Captures on {{where}} ran at the same time: what both saw is counted twice in the totals and lists.',
  watchGap: 'Watch {{id}} did not count from {{from}} to {{to}} ({{duration}}): {{cause}}.',
  watchMoreGaps_one: 'Watch {{id}} had one more gap, of {{duration}}.',
  watchMoreGaps_other: 'Watch {{id}} had {{count}} more gaps, {{duration}} in all.',
  watchLost_one: 'Watch {{id}} lost the figures of 1 minute.',
  watchLost_other: 'Watch {{id}} lost the figures of {{count}} minutes.',
  watchFailing: 'Watch {{id}} does not count now: {{reason}}.',
  standing: 'standing',
  diskLow: 'The disk of sensor {{sensor}} was low from {{from}} to {{to}}: no packets were saved.',
  diskFull:
    'The disk of sensor {{sensor}} was nearly full from {{from}} to {{to}}: there were times without figures and without saved packets. Make room, or keep less (docs/operate.md).',
  totalsDropped:
    'Figures from before {{from}} are no longer kept: the totals and lists are those since then.',
  detailsDropped:
    'Lists from before {{from}} are no longer kept: the totals are whole, the lists are those since then.',
  moreNotices_one: 'And one more thing of this kind.',
  moreNotices_other: 'And {{count}} more things of this kind.',
  moreCaptures_one: '… and one before',
  moreCaptures_other: '… and {{count}} before',
  dropped: 'The kernel dropped {{drops}} packets ({{share}}): the figures are too low by as much.',
  watch: 'Did the watch work?',
  capture: 'Capture',
  where: 'Sensor and interface',
  began: 'Began',
  counted: 'Counted',
  state: 'State',
  filter: 'Filter',
  states: {
    waiting: 'waiting',
    running: 'running',
    completed: 'complete',
    stopped: 'stopped',
    failed: 'failed',
  },
  footer:
    'Vigie {{reportId}}, made {{producedAt}}. Event log at position {{position}}, hash {{hash}}.',
} as const

type ReportTexts = {
  readonly [key in keyof typeof reportEn]: (typeof reportEn)[key] extends string
    ? string
    : { readonly [inner in keyof (typeof reportEn)[key]]: string }
}

export const reportFr: ReportTexts = {
  subjectNothing: '[Vigie] {{name}} : rien n’a encore été capturé',
  subjectQuiet: '[Vigie] {{name}} : {{packets}} paquets, {{bytes}}, {{when}}',
  subjectNotices_one: '[Vigie] {{name}} : 1 chose à voir, {{when}}',
  subjectNotices_other: '[Vigie] {{name}} : {{count}} choses à voir, {{when}}',
  heading: 'Rapport du réseau de {{name}}',
  period: 'Du {{from}} au {{to}} ({{timeZone}})',
  lookAtThis: 'À voir',
  allQuiet: 'Rien ne demande votre attention.',
  nothing:
    'Rien n’a été capturé pendant ce temps, il n’y a donc pas de chiffres. « vigie capture 60 » lance une capture, « vigie watch add eth0 » une surveillance permanente.',
  unfinished: 'La capture {{id}} tourne encore : voici les chiffres jusqu’à maintenant.',
  waiting: 'La capture {{id}} n’a pas encore commencé : elle attend la sonde {{sensor}}.',
  stopped: 'La capture {{id}} a été arrêtée avant son terme.',
  brokenOff: 'Le fichier de la capture {{id}} est tronqué ou abîmé : voici les chiffres jusque-là.',
  failed: 'La capture {{id}} a échoué : {{reason}}.',
  gap: 'La capture {{id}} n’a pas compté de {{from}} à {{to}} ({{duration}}) : {{cause}}.',
  gapCauses: {
    down: 'Vigie ne tournait pas',
    crash: 'Vigie s’est interrompu, par une panne ou une coupure de courant',
    failed: 'l’interface ne pouvait pas être capturée',
    late: 'le comptage n’avait pas commencé',
  },
  lost_one:
    'La capture {{id}} a perdu les chiffres d’une seconde, parce que la base de données a été absente trop longtemps ou que le disque était plein.',
  lost_other:
    'La capture {{id}} a perdu les chiffres de {{count}} secondes, parce que la base de données a été absente trop longtemps ou que le disque était plein.',
  catchUp_one:
    'Une exécution de ce programme n’a pas eu lieu, parce que Vigie ne tournait pas. Celle-ci la remplace : du {{from}} au {{to}}.',
  catchUp_other:
    '{{count}} exécutions de ce programme n’ont pas eu lieu, parce que Vigie ne tournait pas. Celle-ci les remplace : du {{from}} au {{to}}.',
  overlap:
    'Des captures sur {{where}} ont tourné en même temps : ce que les deux ont vu compte double dans les totaux et les listes.',
  watchGap:
    'La surveillance {{id}} n’a pas compté de {{from}} à {{to}} ({{duration}}) : {{cause}}.',
  watchMoreGaps_one: 'La surveillance {{id}} a eu encore une interruption, de {{duration}}.',
  watchMoreGaps_other:
    'La surveillance {{id}} a eu encore {{count}} interruptions, {{duration}} en tout.',
  watchLost_one: 'La surveillance {{id}} a perdu les chiffres d’une minute.',
  watchLost_other: 'La surveillance {{id}} a perdu les chiffres de {{count}} minutes.',
  watchFailing: 'La surveillance {{id}} ne compte pas en ce moment : {{reason}}.',
  standing: 'permanente',
  diskLow:
    'Le disque de la sonde {{sensor}} a manqué de place du {{from}} au {{to}} : aucun paquet n’a été enregistré.',
  diskFull:
    'Le disque de la sonde {{sensor}} était presque plein du {{from}} au {{to}} : il y a eu des moments sans chiffres ni paquets enregistrés. Faites de la place, ou gardez moins (docs/operate.md).',
  totalsDropped:
    'Les chiffres d’avant le {{from}} ne sont plus gardés : les totaux et les listes sont ceux d’après.',
  detailsDropped:
    'Les listes d’avant le {{from}} ne sont plus gardées : les totaux sont entiers, les listes sont celles d’après.',
  moreNotices_one: 'Et une autre chose de ce genre.',
  moreNotices_other: 'Et {{count}} autres choses de ce genre.',
  moreCaptures_one: '… et une avant',
  moreCaptures_other: '… et {{count}} avant',
  dropped: 'Le noyau a perdu {{drops}} paquets ({{share}}) : les chiffres sont trop bas d’autant.',
  watch: 'La surveillance a-t-elle fonctionné ?',
  capture: 'Capture',
  where: 'Sonde et interface',
  began: 'Début',
  counted: 'Compté',
  state: 'État',
  filter: 'Filtre',
  states: {
    waiting: 'en attente',
    running: 'en cours',
    completed: 'complète',
    stopped: 'arrêtée',
    failed: 'échouée',
  },
  footer:
    'Vigie {{reportId}}, fait le {{producedAt}}. Journal des événements à la position {{position}}, empreinte {{hash}}.',
}

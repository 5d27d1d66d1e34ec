import type { FailureTexts } from '../failure-catalogue.ts'

export const failuresFr: FailureTexts = {
  ADDRESS_INVALID: [
    '« {{address}} » n’est pas une adresse de courriel',
    'écrivez-la comme nom@exemple.org',
  ],
  ARGUMENTS_TOO_MANY: [
    'il y a plus d’arguments que « {{command}} » n’en prend : {{given}}',
    '« {{command}} --help » montre comment l’utiliser',
  ],
  ARGUMENT_INVALID: ['{{argument}} ne peut pas être « {{value}} »', 'écrivez {{expected}}'],
  ARGUMENT_MISSING: [
    'il manque l’argument {{argument}}',
    '« {{command}} --help » montre comment l’utiliser',
  ],
  CAPTURE_FILE_EMPTY: [
    '{{file}} est vide, il n’a pas même l’en-tête d’une capture',
    'voyez s’il a été écrit jusqu’au bout',
  ],
  CAPTURE_FILE_FORMAT: [
    '{{file}} n’est pas une capture que Vigie lit : il ne commence ni comme pcap ni comme pcapng, tel quel ou compressé par gzip',
    '« editcap » convertit d’autres formats',
  ],
  CAPTURE_NOT_RUNNING: [
    'la capture {{id}} est déjà terminée ({{state}})',
    '« vigie capture show {{id}} » montre ce qu’elle a trouvé',
  ],
  CAPTURE_UNKNOWN: ['il n’y a pas de capture {{id}}', '« vigie captures » donne la liste'],
  COMMAND_UNKNOWN: [
    'il n’y a pas de commande « {{name}} »',
    '« {{command}} --help » donne la liste',
  ],
  CONFIG_INVALID: [
    'la configuration {{file}} est inutilisable : {{problems}}',
    'corrigez-la et relancez',
  ],
  CRON_INVALID: [
    '« {{cron}} » n’est pas une expression cron ({{reason}})',
    'il faut cinq champs : minute heure jour mois jour-de-semaine, comme « 0 7 * * 1 »',
  ],
  FILE_EXISTS: [
    '{{file}} existe déjà',
    'choisissez un autre nom, ou dites --force pour le remplacer',
  ],
  FILTER_INVALID: [
    'le filtre « {{filter}} » ne se compile pas : {{reason}}',
    '« man pcap-filter » décrit le langage, par exemple « tcp port 443 »',
  ],
  HOST_FOREIGN: [
    '« {{host}} » n’est pas un nom de cette machine',
    'demandez-la par son adresse ou son propre nom',
  ],
  INTERFACE_UNKNOWN: [
    'il n’y a pas d’interface {{interface}} sur la sonde {{sensor}}',
    'choisissez parmi {{known}}',
  ],
  MESSAGE_UNKNOWN: [
    'il n’y a pas de message {{id}} dans cette boîte',
    '« vigie inbox » donne la liste',
  ],
  NUMBER_OUT_OF_RANGE: [
    '{{argument}} : « {{value}} » n’est pas un nombre entier de {{min}} à {{max}}',
    'écrivez-en un en chiffres',
  ],
  OPTION_MISSING: [
    'il manque l’option {{option}}',
    '« {{command}} --help » montre comment l’utiliser',
  ],
  OPTION_UNKNOWN: ['il n’y a pas d’option « {{option}} »', '« {{command}} --help » donne la liste'],
  OPTION_VALUE_MISSING: [
    'il manque une valeur à l’option {{option}}',
    '« {{command}} --help » montre comment l’utiliser',
  ],
  ORIGIN_FOREIGN: [
    'une page de « {{origin}} » l’a demandé, et seules celles de Vigie le peuvent',
    'recommencez sur la page de Vigie',
  ],
  PACKETS_ELSEWHERE: [
    'les paquets de {{id}} sont sur la sonde {{sensor}}',
    'lancez « vigie capture export » sur cette machine',
  ],
  PACKETS_NONE: [
    'aucun paquet de {{id}} n’est conservé : on ne l’a pas demandé (--save), aucun paquet n’est venu, ou ils ont cédé la place à de plus récents',
    'dites --save avec la prochaine capture',
  ],
  PASSWORDS_DIFFER: ['les deux mots de passe diffèrent', 'tapez deux fois le même'],
  PASSWORD_TOO_SHORT: [
    'le mot de passe est trop court',
    'choisissez-en un d’au moins {{min}} caractères',
  ],
  PROJECTION_UNKNOWN: ['il n’y a pas de projection {{name}}', 'choisissez parmi {{known}}'],
  RELAY_NOT_CONFIGURED: [
    '{{address}} n’est pas une adresse de {{domain}}, et aucun relais n’est configuré pour le courriel extérieur',
    'réglez mail.relayUrl, ou écrivez à une adresse de {{domain}}',
  ],
  REPORT_NOT_KEPT: [
    'le texte du rapport {{id}} n’est plus gardé',
    'augmentez keep.reportDays pour garder les prochains plus longtemps',
  ],
  REPORT_UNKNOWN: ['il n’y a pas de rapport {{id}}', '« vigie report list » donne la liste'],
  REQUEST_INVALID: [
    'impossible de répondre à « {{request}} » : {{reason}}',
    '/api/openapi.json décrit ce qu’il faut',
  ],
  REQUEST_TOO_LARGE: ['« {{request}} » porte plus qu’il n’est accepté', 'envoyez moins à la fois'],
  REQUEST_UNKNOWN: [
    'rien ne répond à « {{request}} »',
    'la console commence à /, et ce à quoi répond l’API se trouve dans son /api/openapi.json',
  ],
  SCHEDULE_EMPTY: [
    'le programme {{name}} ne ferait rien',
    'précisez --capture SECONDES, --report, ou les deux',
  ],
  SCHEDULE_EXISTS: [
    'il y a déjà un programme {{name}}',
    'supprimez-le d’abord par « vigie schedule remove {{name}} », ou choisissez un autre nom',
  ],
  SCHEDULE_NAME_INVALID: [
    '« {{name}} » ne peut pas nommer un programme',
    'choisissez des lettres, des chiffres, « . », « _ » et « - », 63 au plus',
  ],
  SCHEDULE_UNKNOWN: [
    'il n’y a pas de programme {{name}}',
    '« vigie schedule list » donne la liste',
  ],
  SENSOR_UNKNOWN: [
    'il n’y a pas de sonde {{sensor}}',
    'sont connues {{known}} ; lancez-la là-bas par « vigie up --role capture --sensor {{sensor}} »',
  ],
  TIME_ZONE_UNKNOWN: [
    '« {{timeZone}} » n’est pas un fuseau horaire',
    'écrivez-le comme Europe/Paris',
  ],
  WATCHES_TOO_MANY: [
    'la sonde {{sensor}} a {{max}} surveillances, et davantage se gêneraient',
    'retirez-en une d’abord avec « vigie watch remove »',
  ],
  WATCH_EXISTS: [
    'la surveillance {{id}} observe déjà {{interface}} avec le même filtre',
    '« vigie watches » la montre',
  ],
  WATCH_UNKNOWN: [
    'il n’y a pas de surveillance {{id}} en vigueur',
    '« vigie watches » donne la liste',
  ],

  ANSWER_BROKEN: [
    'le démon a interrompu sa réponse ({{reason}})',
    '« vigie status » montre son état, puis réessayez',
  ],
  ANSWER_UNREADABLE: [
    'le démon a répondu à « {{request}} » ce que cette commande ne sait pas lire ({{reason}})',
    'il est peut-être d’une autre version : « vigie down » et « vigie up --detach » lancent celle-ci',
  ],
  BACKUP_DAMAGED: [
    '{{file}} n’est pas une sauvegarde entière : {{reason}} ; rien n’a été restauré',
    'prenez-en une autre',
  ],
  BACKUP_NEWER: [
    '{{file}} a été écrit par un Vigie plus récent ({{version}})',
    'restaurez-le avec cette version ou une suivante',
  ],
  BACKUP_RUNNING: ['une autre sauvegarde est en cours', 'attendez sa fin, puis recommencez'],
  CAPTURE_FAILED: [
    'la capture sur {{interface}} a échoué : {{reason}} ; ce qui a été compté jusque-là est gardé',
    '« vigie doctor » cherche ce qui ne va pas ici',
  ],
  CAPTURE_NOT_PERMITTED: [
    'Vigie n’a pas le droit de capturer sur {{interface}} : il lui manque la capacité CAP_NET_RAW',
    'lancez-le en root, ou donnez-lui la capacité (docs/install.md), puis recommencez',
  ],
  DATABASE_AWAY: [
    'MySQL ne répond pas à {{address}} ({{reason}})',
    'vérifiez que le serveur tourne et que l’adresse est juste, puis recommencez',
  ],
  DATABASE_NEWER: [
    'les données ont été écrites par un Vigie plus récent (migration {{migration}})',
    'lancez cette version, ou restaurez une sauvegarde de celle-ci',
  ],
  DATABASE_NOT_EMPTY: [
    'la base de données à {{address}} a déjà des tables, et une sauvegarde se restaure dans une base vide',
    'réglez VIGIE_MYSQL_URL sur une telle base',
  ],
  DRIVER_UNAVAILABLE: [
    'le pilote de capture {{driver}} est inutilisable ici : {{reason}}',
    'choisissez-en un autre avec --driver',
  ],
  EVENT_CHANGED: [
    'l’événement {{position}} du journal n’est plus tel qu’il a été écrit, ou plus à sa place',
    'restaurez une sauvegarde antérieure avec « vigie restore »',
  ],
  EVENT_MISSING: [
    'l’événement {{position}} du journal manque',
    'restaurez une sauvegarde antérieure avec « vigie restore »',
  ],
  FILE_UNREADABLE: ['impossible de lire {{file}} ({{reason}})', 'vérifiez son nom et ses droits'],
  FILE_UNWRITABLE: [
    'impossible d’écrire {{file}} ({{reason}})',
    'choisissez un autre endroit, ou faites de la place',
  ],
  HOME_NOT_EMPTY: [
    'le dossier de données {{home}} sert déjà (il contient {{entry}})',
    'réglez VIGIE_HOME sur un dossier vide',
  ],
  HOME_UNUSABLE: [
    'le dossier de données {{path}} est inutilisable : {{reason}}',
    'donnez à Vigie le droit d’y écrire, ou réglez VIGIE_HOME sur un autre dossier',
  ],
  HOST_NOT_OURS: [
    'Vigie ne peut pas écouter à « {{host}} » : aucune interface de cette machine n’a cette adresse',
    'réglez {{setting}} sur une des siennes, ou sur 127.0.0.1',
  ],
  IMPORT_NO_ROOM: [
    'le disque de la sonde {{sensor}} est plein, et aucun chiffre n’est gardé tant qu’il n’y a pas de place',
    'faites de la place ; « vigie status » montre ce qu’il en reste',
  ],
  IMPORT_UNKNOWN: [
    'l’importation {{id}} n’est pas ouverte : Vigie a redémarré entre-temps, quelque chose a échoué, ou rien n’est venu pendant une heure',
    'relancez « vigie analyze --store »',
  ],
  INTERFACE_GONE: [
    'l’interface {{interface}} a disparu ou s’est arrêtée pendant la capture ; ce qui a été compté jusque-là est gardé',
    'remettez-la en marche et lancez une autre capture',
  ],
  INTERNAL: [
    'Vigie lui-même a échoué ({{reason}})',
    'le journal en dit plus sous {{reference}} ; merci de le signaler',
  ],
  LOG_HEAD_DIFFERS: [
    'la tête du journal dit {{position}} et ses événements finissent ailleurs',
    'restaurez une sauvegarde avec « vigie restore »',
  ],
  MAIL_DEFERRED: [
    'le serveur de courriel {{server}} n’a pas voulu pour l’instant du rapport {{report}} pour {{recipients}} ({{reason}})',
    'Vigie réessaie de lui-même',
  ],
  MAIL_REFUSED: [
    'le serveur de courriel {{server}} a refusé le rapport pour {{recipients}} : {{reason}}',
    'vérifiez l’adresse et mail.relayUrl ; « vigie report send {{report}} » le renvoie',
  ],
  NOT_ALLOWED: [
    'l’utilisateur {{uid}} ne peut pas commander ce Vigie',
    'lancez la commande en root ou sous l’utilisateur qui l’a démarré',
  ],
  NOT_RUNNING: ['Vigie ne tourne pas pour {{home}}', 'lancez-le par « vigie up --detach »'],
  PACKETS_DAMAGED: [
    'le fichier {{file}} de paquets conservés manque ou n’est plus tel qu’il a été écrit',
    'prenez les autres fichiers de la capture dans son dossier',
  ],
  PORT_NOT_PERMITTED: [
    'Vigie n’a pas le droit d’écouter sur le port {{port}} de {{host}}',
    'lancez-le en root, ou réglez {{setting}} sur un port au-dessus de 1023',
  ],
  PORT_TAKEN: [
    'le port {{port}} sur {{host}} est pris par un autre programme',
    'arrêtez ce programme, ou réglez {{setting}} sur un autre port',
  ],
  PROJECTION_HALTED: [
    'la projection {{name}} s’est arrêtée à la position {{position}} : {{reason}} ; rien n’est perdu',
    'après une mise à jour, lancez « vigie replay {{name}} »',
  ],
  REDIS_AWAY: [
    'Redis ne répond pas à {{address}} ({{reason}})',
    'vérifiez que le serveur tourne et que l’adresse est juste, puis recommencez',
  ],
  REQUESTS_TOO_MANY: [
    '« {{request}} » a été demandé trop souvent',
    'attendez une minute, puis réessayez',
  ],
  RESTORE_UNFINISHED: [
    'une restauration dans {{home}} a été coupée, et il n’y a là qu’une partie de la sauvegarde',
    '« vigie restore FICHIER » la recommence',
  ],
  RUNNING_ALREADY: [
    'Vigie tourne déjà pour {{home}} (processus {{pid}})',
    '« vigie down » l’arrête',
  ],
  SERVER_MISSING: [
    'le programme {{program}} manque',
    'installez-le par « apt-get install --no-install-recommends {{package}} », ou réglez {{setting}} sur un serveur qui tourne ailleurs',
  ],
  SERVER_START_FAILED: [
    '{{server}} n’a pas démarré : {{reason}}',
    'son journal, {{log}}, en dit plus',
  ],
  STILL_WAITING: [
    '{{what}} n’est pas fini après {{seconds}} s ; cela continue, et rien n’est perdu',
    '« vigie status » dit où il en est',
  ],
  STREAM_BROKEN: [
    'une version manque au flux {{stream}} du journal',
    'restaurez une sauvegarde avec « vigie restore »',
  ],
  VERSION_CONFLICT: [
    '{{stream}} a été modifié par quelqu’un d’autre au même moment',
    'regardez-le à nouveau et répétez la commande',
  ],

  WIRE_MALFORMED: [
    'le paquet se contredit : il faut {{required}} octets à son {{layer}} à l’octet {{offset}}, sur {{available}}',
    'voyez ce qui l’a envoyé',
  ],
  WIRE_TOO_DEEP: [
    'le paquet a plus de couches qu’on n’en suit, jusqu’à {{layer}} à l’octet {{offset}}',
    'voyez ce qui l’a envoyé',
  ],
  WIRE_TRUNCATED: [
    'le paquet est coupé : il faut {{required}} octets à son {{layer}} à l’octet {{offset}}, et {{available}} ont été capturés',
    'capturez les paquets entiers',
  ],
}

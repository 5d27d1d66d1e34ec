import { escapeHtml } from '../../base/html.ts'

const style = `
:root { color-scheme: light dark }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }
header, main { max-width: 960px; margin: 0 auto; padding: 16px 20px }
header { display: flex; gap: 20px; align-items: center; border-bottom: 1px solid #8884 }
header strong { font-size: 18px; margin-right: auto }
h1 { font-size: 18px; margin: 24px 0 8px }
.scroll { overflow-x: auto }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: 6px 10px 6px 0; border-bottom: 1px solid #8883; white-space: nowrap }
form.card { max-width: 320px; margin: 12vh auto; padding: 24px; border: 1px solid #8884; border-radius: 8px }
form.card h1 { margin-top: 0 }
label { display: block; margin-top: 12px }
input { box-sizing: border-box; width: 100%; padding: 8px; font: inherit }
button { margin-top: 16px; padding: 8px 16px; font: inherit }
header button { margin: 0 }
[role=alert] { color: #c0392b }
`

/** A page that stands alone: no script, nothing fetched. `body` is HTML that its maker has escaped. */
export const page = (language: string, title: string, body: string): string => `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
${body}
</body>
</html>
`

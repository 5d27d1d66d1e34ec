import { escapeHtml } from '../../base/html.ts'
import type { Translate } from '../../base/text.ts'
import { page } from './page.ts'

export const loginPage = (t: Translate, refused: boolean): string => {
  const text = (key: Parameters<Translate>[0]) => escapeHtml(t(key))
  return page(
    t('console.language'),
    t('console.signIn'),
    `<main><form class="card" method="post" action="/login">
<h1>Vigie</h1>
${refused ? `<p role="alert">${text('console.refused')}</p>` : ''}
<label>${text('console.name')}<input name="name" autocomplete="username" value="admin" required></label>
<label>${text('console.password')}<input name="password" type="password" autocomplete="current-password" required autofocus></label>
<button>${text('console.signIn')}</button>
</form></main>`,
  )
}

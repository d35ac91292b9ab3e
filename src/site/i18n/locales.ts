/** The languages of the site and the addresses of its pages. */
import type { Locale } from '../../course/schema.ts'
import { en, type Strings } from './en.ts'
import { zhCn } from './zh-cn.ts'

export type { Strings }

/** `path` is the folder in content/ and the first segment of an address; `code` is BCP 47, for lang and hreflang. */
export type SiteLocale = { path: Locale; code: string; name: string; short: string; text: Strings }

export const SITE_LOCALES: readonly SiteLocale[] = [
  { path: 'en', code: 'en', name: 'English', short: 'EN', text: en },
  { path: 'zh-cn', code: 'zh-CN', name: '简体中文', short: '中文', text: zhCn },
]

/** Throws for a path that is no language of ours: pages are made from SITE_LOCALES, so that is a fault of the site. */
export function siteLocale(path: string | undefined): SiteLocale {
  const found = SITE_LOCALES.find((locale) => locale.path === path)
  if (!found) throw new Error(`LOCALE_UNKNOWN: ${path}`)
  return found
}

/** Address of a page of one language: `pageUrl('en', 'tcp/handshake')` is `/en/tcp/handshake/` under the site's base. */
export function pageUrl(locale: Locale, page = ''): string {
  return siteUrl(`${locale}/${page === '' ? '' : `${page}/`}`)
}

/** Address of anything the site serves, under its base. */
export function siteUrl(path: string): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, '')}/${path}`
}

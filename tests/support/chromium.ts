/** A Chromium for tests: the system's, the one CHROME_PATH names, or the one npm brought (@sparticuz/chromium). */
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
]
/**
 * Chromium draws parts of its own window with pages, each in a renderer of its own: for every context of a test that
 * took more processor time than all the rest of the browser, and nobody sees them.
 */
const OWN_PAGES = [
  'InitialWebUI',
  'PreloadTopChromeWebUI',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
  'WebUIReloadButton',
  'WebUIToolbar',
]
/** What Playwright turns off itself: of several such switches the last one holds. */
const OFF_ANYWAY = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
]
const QUIET = [
  `--disable-features=${[...OFF_ANYWAY, ...OWN_PAGES].join()}`,
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The caller closes it. As root Chromium's own sandbox cannot start, so it is left out there. `more`: its own switches. */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const args = [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), ...more]
  const named = process.env.CHROME_PATH
  const found = [...SYSTEM, ...(named ? [named] : [])].find((path) => existsSync(path))
  if (found) return chromium.launch({ executablePath: found, args })
  const { default: packaged } = await import('@sparticuz/chromium')
  return chromium.launch({
    executablePath: await packaged.executablePath(),
    // --single-process ends the whole browser when one context closes; this build has no setuid sandbox for anyone.
    args: [...packaged.args.filter((arg) => arg !== '--single-process'), ...QUIET, '--no-sandbox', ...more],
  })
}

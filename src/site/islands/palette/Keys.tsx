/** Every key of the site, by place. */
import type { Locale } from '../../../course/schema.ts'
import { Icon } from '../shared/icons.tsx'
import { paletteWords } from './words.ts'

export function Keys({ locale, onClose }: { locale: Locale; onClose: () => void }) {
  const words = paletteWords[locale]
  return (
    <section aria-labelledby="keys-title">
      <header>
        <h2 id="keys-title">{words.keysTitle}</h2>
        <button type="button" class="btn quiet sign" aria-label={words.close} title={words.close} onClick={onClose}>
          <Icon name="cross" />
        </button>
      </header>
      <div class="keylists">
        {words.keyGroups.map(({ title, keys }) => (
          <div key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, does]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
    </section>
  )
}

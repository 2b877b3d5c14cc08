// Everything here is enhancement: every page works with this file blocked.
import {
  createAll, isSupported, Button, CharacterCount, Checkboxes, ErrorSummary,
  FileUpload, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink
} from 'govuk-frontend'
import { clocks } from './clocks.js'
import { drafts } from './drafts.js'
import { once } from './once.js'
import { poll } from './poll.js'

if (isSupported()) {
  for (const Component of [CharacterCount, Checkboxes, ErrorSummary, FileUpload,
    NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink]) {
    createAll(Component)
  }
  createAll(Button, { preventDoubleClick: true })
}
clocks()
drafts()
once()
poll()

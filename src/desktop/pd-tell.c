/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-tell.h"

#include "sync/pd-sync-failure.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * pd_tell:
 * @parent: (nullable): the window in front of which it is told
 * @heading: what was not done
 * @sentence: why, what is safe, and what to do
 *
 * Tells a person something that asks for no decision.
 */
void
pd_tell (GtkWindow *parent, const char *heading, const char *sentence)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, sentence);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* (nullable): translated, and true of what is kept on the platform alone */
static const char *
settings_sentence (PdSyncFailure failure)
{
  switch ((guint) failure)
    {
    case PD_SYNC_FAILURE_NETWORK:
      return _ ("The platform cannot be reached. These settings are kept on the platform alone: try again "
                "when the connection is back.");
    case PD_SYNC_FAILURE_BUSY:
      return _ ("The platform is busy. These settings are kept on the platform alone: try again a little "
                "later.");
    case PD_SYNC_FAILURE_BAD_ANSWER:
    case PD_SYNC_FAILURE_FAULT:
      return _ ("The platform did not answer as it should. Open this again to see whether the settings were "
                "taken. If it lasts, tell whoever looks after the platform.");
    default:
      return NULL;
    }
}

/**
 * pd_tell_settings_failure:
 * @error: why settings of the platform could not be read, changed or tried
 *
 * Settings go to the platform at once or not at all: what is true of work, that it is safe on this computer and will be
 * sent, is not true of them.
 *
 * Returns: (transfer full): a sentence for a person
 */
char *
pd_tell_settings_failure (const GError *error)
{
  PdSyncFailure failure = pd_sync_failure_from_error (error);
  const char *sentence = settings_sentence (failure);
  const char *of_work = pd_sync_failure_sentence (failure);

  if (sentence == NULL)
    return g_strdup (error->message);
  /* What follows are details for an expert. */
  return g_strconcat (sentence,
                      g_str_has_prefix (error->message, of_work) ? error->message + strlen (of_work) : "",
                      NULL);
}

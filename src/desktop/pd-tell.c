/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-tell.h"

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

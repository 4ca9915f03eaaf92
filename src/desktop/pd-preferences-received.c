/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preferences-received.h"

#include "desktop/pd-tooltip.h"

#include <glib/gi18n-lib.h>

#define KEY "watch-folder"

/** Watch: the row of the folder that is watched. */
typedef struct
{
  GSettings *settings; /* (owned) */
  GtkWidget *row;      /* borrowed, as the others */
  GtkWidget *choose;
  GtkWidget *stop;
} Watch;

static void
watch_free (gpointer data, GClosure *closure)
{
  Watch *watch = data;

  g_object_unref (watch->settings);
  g_free (watch);
}

static void
show (Watch *watch)
{
  g_autofree char *uri = g_settings_get_string (watch->settings, KEY);
  g_autoptr (GFile) folder = *uri != '\0' ? g_file_new_for_uri (uri) : NULL;
  g_autofree char *name = folder != NULL ? g_file_get_parse_name (folder) : NULL;
  g_autofree char *markup =
      g_markup_escape_text (name != NULL
                                ? name
                                : _ ("New files of a folder, such as that of a browser or a chat program, "
                                     "are taken in by themselves. They stay where they are."),
                            -1);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (watch->row), markup);
  gtk_widget_set_visible (watch->stop, folder != NULL);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, GtkWidget *row)
{
  Watch *watch = g_object_get_data (G_OBJECT (row), "watch");
  g_autoptr (GFile) folder = NULL;
  g_autofree char *uri = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  uri = folder != NULL ? g_file_get_uri (folder) : NULL;
  if (uri != NULL)
    {
      g_settings_set_string (watch->settings, KEY, uri);
      show (watch);
    }
  g_object_unref (dialog);
}

static void
choose_cb (GtkButton *button, gpointer user_data)
{
  Watch *watch = user_data;
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (button));
  GtkFileChooserNative *chooser =
      gtk_file_chooser_native_new (_ ("Folder to Watch"), GTK_WINDOW (native),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("Watch"), _ ("Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (chosen_cb), watch->row, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
stop_cb (GtkButton *button, gpointer user_data)
{
  Watch *watch = user_data;

  g_settings_set_string (watch->settings, KEY, "");
  show (watch);
}

/**
 * pd_preferences_add_received:
 * @page: a page of the preferences
 * @settings: the program's settings
 *
 * Adds the folder whose new files are taken in as received invoices.
 */
void
pd_preferences_add_received (AdwPreferencesPage *page, GSettings *settings)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  Watch *watch = g_new0 (Watch, 1);

  watch->settings = g_object_ref (settings);
  watch->row = adw_action_row_new ();
  watch->choose = gtk_button_new_with_label (_ ("Choose…"));
  watch->stop = gtk_button_new_with_label (_ ("Stop"));
  pd_set_accessible_description (watch->choose, _ ("Choose the folder to watch"));
  pd_set_accessible_description (watch->stop, _ ("Do not watch the folder any more"));
  gtk_widget_set_valign (watch->choose, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (watch->stop, GTK_ALIGN_CENTER);
  adw_preferences_group_set_title (group, _ ("Received Invoices"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (watch->row), _ ("Watch a folder"));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (watch->row), 3);
  adw_action_row_add_suffix (ADW_ACTION_ROW (watch->row), watch->stop);
  adw_action_row_add_suffix (ADW_ACTION_ROW (watch->row), watch->choose);
  adw_preferences_group_add (group, watch->row);
  adw_preferences_page_add (page, group);
  g_object_set_data (G_OBJECT (watch->row), "watch", watch);
  g_signal_connect_data (watch->choose, "clicked", G_CALLBACK (choose_cb), watch, watch_free, 0);
  g_signal_connect (watch->stop, "clicked", G_CALLBACK (stop_cb), watch);
  show (watch);
}

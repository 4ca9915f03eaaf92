/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-preferences-notices.h"

#include "desktop/pd-tooltip.h"
#include "model/pd-notice.h"

#include <glib/gi18n-lib.h>

static void
add_kind (AdwPreferencesGroup *group, GSettings *settings, PdNoticeKind kind)
{
  GtkWidget *row = adw_action_row_new (), *control = gtk_switch_new ();
  g_autofree char *key = g_strdup_printf ("notify-%s", pd_notice_kind_name (kind));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), pd_notice_kind_label (kind));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  pd_set_accessible_label (control, pd_notice_kind_label (kind));
  g_settings_bind (settings, key, control, "active", G_SETTINGS_BIND_DEFAULT);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  adw_preferences_group_add (group, row);
}

/**
 * pd_preferences_add_notices:
 * @page: a page of the preferences
 * @settings: the program's settings
 *
 * Adds what the system's notifications tell of.
 */
void
pd_preferences_add_notices (AdwPreferencesPage *page, GSettings *settings)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());

  adw_preferences_group_set_title (group, _ ("Notify Me When"));
  adw_preferences_group_set_description (
      group, _ ("Each change is told once, when this computer hears of it; what you did yourself is not."));
  for (guint kind = 0; kind < PD_NOTICE_N_KINDS; kind++)
    add_kind (group, settings, (PdNoticeKind) kind);
  adw_preferences_page_add (page, group);
}

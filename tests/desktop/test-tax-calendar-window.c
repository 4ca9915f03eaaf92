/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "desktop-fixture.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-tax-calendar-dialog.h"
#include "store/pd-store-calendar.h"

/* The year's deadlines: moved, put back, filed, with a holiday more, and each of it taken back. */

typedef struct
{
  char *folder;
  PdStore *store;
  GtkWidget *dialog;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->store = desktop_fixture_open_store (&fixture->folder);
  fixture->dialog = GTK_WIDGET (pd_tax_calendar_dialog_new (NULL, fixture->store, data, 2026));
  gtk_window_present (GTK_WINDOW (fixture->dialog));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->dialog));
  desktop_fixture_settle (fixture->store);
  desktop_fixture_close_store (&fixture->store, fixture->folder);
}

static gboolean
says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_child_visible (widget) || !gtk_widget_get_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

/* (nullable): the row of this title, or the button of this label below @widget */
static GtkWidget *
find (GtkWidget *widget, const char *row, const char *button)
{
  if (row != NULL && ADW_IS_ACTION_ROW (widget) &&
      g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), row))
    return button != NULL ? find (widget, NULL, button) : widget;
  if (row == NULL && GTK_IS_BUTTON (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), button) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, row, button);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static GtkWidget *
content (Fixture *fixture)
{
  return adw_window_get_content (ADW_WINDOW (fixture->dialog));
}

/* However busy the machine is. */
static void
await (Fixture *fixture, const char *text, gboolean wanted)
{
  gint64 end = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;

  while (says (content (fixture), text) != wanted && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  if (says (content (fixture), text) != wanted)
    g_error ("%s “%s”", wanted ? "no" : "still", text);
}

static void
push (Fixture *fixture, const char *row, const char *label)
{
  GtkWidget *button = find (content (fixture), row, label);

  g_assert_nonnull (button);
  g_assert_true (gtk_widget_get_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
}

/* (nullable) (transfer none): the question that is open */
static GtkWindow *
question (Fixture *fixture)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }
  return NULL;
}

static void
answer (Fixture *fixture, const char *field, const char *text)
{
  GtkWindow *asked = question (fixture);

  gtk_editable_set_text (GTK_EDITABLE (g_object_get_data (G_OBJECT (asked), field)), text);
}

static void
test_deadline (Fixture *fixture, gconstpointer data)
{
  await (fixture, "2026-10: file until 2026-10-26", TRUE);
  push (fixture, "2026-11", "Change…");
  answer (fixture, "date", "2026-11-20");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question (fixture)), "save");
  await (fixture, "2026-11: file until 2026-11-20", TRUE);
  await (fixture, "As announced.", TRUE);
  push (fixture, "2026-11", "Put Back");
  await (fixture, "2026-11: file until 2026-11-16", TRUE);
  await (fixture, "The date follows from the holidays again.", TRUE);
  push (fixture, NULL, "Undo");
  await (fixture, "2026-11: file until 2026-11-20", TRUE);
}

static void
test_filed (Fixture *fixture, gconstpointer data)
{
  push (fixture, "2026-11", "Mark as Filed");
  await (fixture, "Filed: here, ", TRUE);
  push (fixture, NULL, "Undo");
  await (fixture, "Filed: here, ", FALSE);
  push (fixture, "2026-11", "Mark as Filed");
  await (fixture, "Filed: here, ", TRUE);
  push (fixture, "2026-11", "Mark as Not Filed");
  await (fixture, "Filed: here, ", FALSE);
}

static void
test_holiday (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 2; i++)
    g_signal_emit_by_name (gtk_widget_get_last_child (gtk_widget_get_parent (
                               g_object_get_data (G_OBJECT (fixture->dialog), "title"))),
                           "clicked");
  await (fixture, "The holidays of this year are not in the calendar yet. Add them", TRUE);
  push (fixture, NULL, "Add a Holiday…");
  answer (fixture, "from", "2028-01-11");
  answer (fixture, "to", "2028-01-15");
  answer (fixture, "name", "Feast");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question (fixture)), "save");
  await (fixture, "2028-01-11 to 2028-01-15", TRUE);
  g_assert_true (says (content (fixture), "Feast"));
  g_assert_true (says (content (fixture), "5 holidays in a row up to the 15th"));
  push (fixture, "2028-01-11", "Remove");
  await (fixture, "2028-01-11 to 2028-01-15", FALSE);
}

static void
test_role (Fixture *fixture, gconstpointer data)
{
  await (fixture, "The calendar is kept by: Finance, Administrator.", TRUE);
  g_assert_false (gtk_widget_get_sensitive (find (content (fixture), "2026-11", "Mark as Filed")));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, role, function)                                                                            \
  g_test_add ("/desktop/tax-calendar/" name, Fixture, role, set_up, function, tear_down)
  ADD ("deadline", "finance", test_deadline);
  ADD ("filed", "finance", test_filed);
  ADD ("holiday", "admin", test_holiday);
  ADD ("role", "clerk", test_role);
#undef ADD
  return g_test_run ();
}

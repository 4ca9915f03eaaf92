/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-ticket-report-dialog.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-duration.h"
#include "store/pd-store-tickets.h"

/* Of each group, the most frequent. */
#define MAX_SHOWN 8

static const guint months[] = { 1, 3, 6, 12 };
#define USUAL_MONTHS 1

/** Look: what the cache is asked for the dialog. */
typedef struct
{
  GWeakRef content;
  GCancellable *cancellable; /* (owned) */
  char *from;                /* (owned) */
  char *today;               /* (owned) */
  PdTicketReport *report;    /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_weak_ref_clear (&look->content);
  g_object_unref (look->cancellable);
  g_free (look->from);
  g_free (look->today);
  g_clear_pointer (&look->report, pd_ticket_report_free);
  g_free (look);
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->report = pd_store_report_tickets (session, look->from, look->today, error);
  return look->report != NULL;
}

/* "3 still open · 1 overdue · usually 2 h" */
static char *
count_text (const PdTicketCount *count)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, ngettext ("%u still open", "%u still open", count->n_open), count->n_open);
  if (count->n_overdue > 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, ngettext ("%u overdue", "%u overdue", count->n_overdue),
                              count->n_overdue);
    }
  if (count->median >= 0)
    {
      g_autofree char *duration = pd_duration_text (count->median);

      g_string_append (text, " · ");
      /* Translators: a duration: half of the tickets were resolved in this time */
      g_string_append_printf (text, _ ("usually %s"), duration);
    }
  return g_string_free (text, FALSE);
}

static GtkWidget *
count_row (const char *title, const PdTicketCount *count, guint n_all)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *bar = gtk_level_bar_new_for_interval (0, MAX (n_all, 1));
  g_autofree char *number = g_strdup_printf ("%u", count->n);
  g_autofree char *subtitle = count_text (count);
  GtkWidget *label = gtk_label_new (number);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  /* The colours of a level bar would say that much is good. */
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (GTK_LEVEL_BAR (bar), GTK_LEVEL_BAR_OFFSET_FULL);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (bar), count->n);
  gtk_widget_set_size_request (bar, 96, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  pd_set_accessible_label (bar, number);
  gtk_label_set_width_chars (GTK_LABEL (label), 4);
  gtk_label_set_xalign (GTK_LABEL (label), 1.0f);
  gtk_widget_add_css_class (label, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  return row;
}

static void
show_group (GtkWidget *content, PdTicketGroup group, const PdTicketReport *report)
{
  GPtrArray *counts = report->groups[group];
  GtkWidget *part = adw_preferences_group_new ();

  if (counts->len == 0)
    {
      g_object_ref_sink (part);
      g_object_unref (part);
      return;
    }
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (part), pd_ticket_group_label (group));
  for (guint i = 0; i < counts->len && i < MAX_SHOWN; i++)
    {
      const PdTicketCount *count = g_ptr_array_index (counts, i);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (part),
                                 count_row (pd_ticket_group_value_label (group, count->value), count,
                                            report->all->n));
    }
  gtk_box_append (GTK_BOX (content), part);
}

static void
show_report (GtkWidget *content, const PdTicketReport *report)
{
  GtkWidget *all = adw_preferences_group_new ();

  pd_layout_empty (content);
  if (report->all->n == 0)
    {
      gtk_box_append (GTK_BOX (content),
                      pd_layout_text (_ ("No ticket was opened in this time."), "dim-label"));
      g_object_ref_sink (all);
      g_object_unref (all);
      return;
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (all),
                             count_row (_ ("All tickets"), report->all, report->all->n));
  gtk_box_append (GTK_BOX (content), all);
  for (guint group = 0; group < PD_TICKET_N_GROUPS; group++)
    show_group (content, group, report);
}

static void
looked_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Look *look = pd_store_job_data (result);
  g_autoptr (GtkWidget) content = g_weak_ref_get (&look->content);

  if (content == NULL || g_cancellable_is_cancelled (look->cancellable))
    return;
  if (ok)
    show_report (content, look->report);
  else
    gtk_box_append (GTK_BOX (content), pd_layout_text (error->message, "error"));
}

/* Another span of time: the answer to the one before is not waited for. */
static void
look_again (GtkWidget *content)
{
  GtkDropDown *choice = g_object_get_data (G_OBJECT (content), "months");
  GCancellable *before = g_object_get_data (G_OBJECT (content), "looking");
  Look *look = g_new0 (Look, 1);

  if (before != NULL)
    g_cancellable_cancel (before);
  look->cancellable = g_cancellable_new ();
  look->today = pd_today ();
  look->from = pd_ticket_report_from (look->today, months[gtk_drop_down_get_selected (choice)]);
  g_weak_ref_init (&look->content, content);
  g_object_set_data_full (G_OBJECT (content), "looking", g_object_ref (look->cancellable), g_object_unref);
  pd_store_read_async (g_object_get_data (G_OBJECT (content), "store"), PD_STORE_PRIORITY_EDIT, look_job,
                       look, look_free, look->cancellable, looked_cb, NULL);
}

static GtkWidget *
new_choice (void)
{
  GtkStringList *labels = gtk_string_list_new (NULL);
  GtkWidget *choice;

  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    {
      g_autofree char *label =
          g_strdup_printf (ngettext ("Last %u month", "Last %u months", months[i]), months[i]);

      gtk_string_list_append (labels, label);
    }
  choice = pd_drop_down_new (G_LIST_MODEL (labels));
  pd_set_accessible_label (choice, _ ("Time"));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), USUAL_MONTHS);
  return choice;
}

/**
 * pd_ticket_report_dialog_new:
 * @parent: (nullable): the window that opens it
 * @store: the cache
 *
 * Returns: (transfer none): a window that shows which problems are frequent; show it with gtk_window_present()
 */
GtkWidget *
pd_ticket_report_dialog_new (GtkWindow *parent, PdStore *store)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *choice = new_choice ();
  GtkWidget *self = pd_layout_reading_window (parent, _ ("Frequent Problems"), 560, 640, choice, content);

  g_object_set_data (G_OBJECT (content), "months", choice);
  g_object_set_data_full (G_OBJECT (content), "store", g_object_ref (store), g_object_unref);
  g_signal_connect_object (choice, "notify::selected", G_CALLBACK (look_again), content, G_CONNECT_SWAPPED);
  look_again (content);
  return self;
}

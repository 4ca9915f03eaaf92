/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-reconcile-rows.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "desktop/pd-field-text.h"
#include "desktop/pd-place.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"
#include "model/pd-record-month.h"

/* What the reconcile place is made of: one record and its reason, one repair, and the months of both sides. */

/* Months that agree and lie further back than this are left out of the table. */
#define SHOWN_MONTHS 24

static GtkWidget *
text_row (const char *title, const char *subtitle, int lines)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_row_set_title_selectable (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), lines);
  return row;
}

/* Where a person goes to do something about it. */
static void
set_destination (GtkWidget *row, const PdReconcileItem *item)
{
  gboolean undecided = item->reason == PD_RECONCILE_CONFLICT || item->reason == PD_RECONCILE_REFUSED;

  if (undecided)
    gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (row), "win.place::conflicts");
  else if (item->here && item->id != NULL && pd_place_for_type (item->type) != NULL)
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.show-record");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", item->type->name, item->id);
    }
  else
    return;
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
}

/**
 * pd_reconcile_item_row_new:
 * @item: a record and its reason
 *
 * Returns: (transfer floating): where it is, why, and what to do; it leads there when there is something to do here
 */
GtkWidget *
pd_reconcile_item_row_new (const PdReconcileItem *item)
{
  const char *advice = pd_reconcile_reason_advice (item->reason);
  g_autofree char *title = pd_record_name_text (item->type, item->title);
  g_autofree char *why = pd_reconcile_item_describe (item);
  g_autofree char *text = advice != NULL ? g_strdup_printf ("%s\n%s", why, advice) : g_strdup (why);
  GtkWidget *row = text_row (title, text, 0);
  GtkWidget *total = NULL;

  if (item->total != 0)
    {
      g_autofree char *money = pd_money_format (item->total);

      total = gtk_label_new (money);
      gtk_widget_add_css_class (total, "numeric");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), total);
    }
  pd_set_accessible_description (row, text);
  set_destination (row, item);
  return row;
}

/** pd_reconcile_repair_row_new: Returns: (transfer floating): what was repaired, and when */
GtkWidget *
pd_reconcile_repair_row_new (const PdStoreRepair *repair)
{
  g_autofree char *title = pd_record_name_text (repair->type, repair->title);
  g_autofree char *time = pd_time_text (repair->at);
  g_autofree char *text = g_strdup_printf ("%s · %s", time, pd_store_repair_sentence (repair->kind));
  GtkWidget *row = text_row (title, text, 0);

  pd_set_accessible_description (row, text);
  return row;
}

/** pd_reconcile_details: Returns: (transfer full): when it was compared, what was repaired, and why not all could be asked */
char *
pd_reconcile_details (const PdReconcileReport *report)
{
  g_autofree char *time = pd_time_text (report->at);
  /* Translators: a date and a time. */
  g_autofree char *checked = g_strdup_printf (_ ("Compared at %s."), time);
  GString *text = g_string_new (checked);

  if (report->n_repaired > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text,
                              ngettext ("%u record was repaired.", "%u records were repaired.",
                                        report->n_repaired),
                              report->n_repaired);
    }
  if (report->message != NULL)
    g_string_append_printf (text, " %s", report->message);
  return g_string_free (text, FALSE);
}

/* --- the table */

static GtkWidget *
cell (const char *text, const char *style, gboolean number)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  if (number)
    gtk_widget_add_css_class (label, "numeric");
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/* Numbers alone say nothing to whoever only hears them. */
static void
attach_side (GtkGrid *grid,
             int x,
             int y,
             const char *side,
             const PdReconcileMonth *month,
             gint64 count,
             gint64 total,
             gboolean known)
{
  g_autofree char *number = known ? g_strdup_printf ("%" G_GINT64_FORMAT, count) : g_strdup (_ ("?"));
  g_autofree char *money =
      known && pd_record_type_total_field (month->type) != NULL ? pd_money_format (total) : g_strdup ("");
  /* Translators: for a screen reader: the kind of records, the month, here or there, how many, how much money. */
  g_autofree char *name = g_strdup_printf (_ ("%1$s, %2$s, %3$s: %4$s, %5$s"), _ (month->type->label),
                                           month->month, side, number, money);
  GtkWidget *label = cell (number, NULL, TRUE);

  pd_set_accessible_label (label, name);
  gtk_grid_attach (grid, label, x, y, 1, 1);
  gtk_grid_attach (grid, cell (money, "dim-label", TRUE), x + 1, y, 1, 1);
}

static void
attach_verdict (GtkGrid *grid, int y, const PdReconcileReport *report, const PdReconcileMonth *month)
{
  gint64 difference = month->here_count - month->there_count;
  g_autofree char *text = NULL;
  const char *style = "dim-label";

  if (!month->kept)
    text = g_strdup (_ ("not kept here"));
  else if (!report->asked)
    text = g_strdup ("");
  else if (pd_reconcile_month_agrees (month))
    {
      text = g_strdup (_ ("same"));
      style = "success";
    }
  else
    {
      text = difference != 0 ? g_strdup_printf ("%+" G_GINT64_FORMAT, difference) : g_strdup (_ ("differs"));
      style = "warning";
    }
  gtk_grid_attach (grid, cell (text, style, FALSE), 6, y, 1, 1);
}

static gboolean
is_shown (const PdReconcileReport *report, const PdReconcileMonth *month, guint n_of_type)
{
  return n_of_type < SHOWN_MONTHS || month->n_items > 0 ||
         (report->asked && !pd_reconcile_month_agrees (month));
}

/**
 * pd_reconcile_table_new:
 * @report: a report
 *
 * Returns: (transfer floating): both sides by type and month
 */
GtkWidget *
pd_reconcile_table_new (const PdReconcileReport *report)
{
  const char *const headings[] = { _ ("Type"),      _ ("Month"),           _ ("Here"),
                                   _ ("Amount"),    _ ("On the platform"), _ ("Amount"),
                                   _ ("Difference") };
  GtkWidget *grid = gtk_grid_new ();
  const PdRecordType *type = NULL;
  guint n_of_type = 0;
  int y = 1;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 18);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (int i = 0; i < (int) G_N_ELEMENTS (headings); i++)
    gtk_grid_attach (GTK_GRID (grid), cell (headings[i], "caption-heading", i >= 2 && i < 6), i, 0, 1, 1);
  for (guint i = 0; i < report->months->len; i++)
    {
      const PdReconcileMonth *month = g_ptr_array_index (report->months, i);

      n_of_type = month->type == type ? n_of_type + 1 : 0;
      if (!is_shown (report, month, n_of_type))
        continue;
      gtk_grid_attach (GTK_GRID (grid), cell (month->type != type ? _ (month->type->label) : "", NULL, FALSE),
                       0, y, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), cell (*month->month != '\0' ? month->month : "–", NULL, FALSE), 1, y,
                       1, 1);
      attach_side (GTK_GRID (grid), 2, y, headings[2], month, month->here_count, month->here_total, TRUE);
      attach_side (GTK_GRID (grid), 4, y, headings[4], month, month->there_count, month->there_total,
                   report->asked);
      attach_verdict (GTK_GRID (grid), y++, report, month);
      type = month->type;
    }
  return grid;
}

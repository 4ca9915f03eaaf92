/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-bulk-dialog-private.h"

#include "desktop/pd-bulk-words.h"
#include "desktop/pd-bureau-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-money.h"

#include <glib/gi18n-lib.h>

/* The list of orders in the dialog, and what it says before a person agrees. */

/* More rows than this are counted, not shown. */
#define MAX_ROWS 200

void
pd_bulk_dialog_add_heading (PdBulkDialog *self, const char *text, const char *css_class)
{
  gtk_box_append (GTK_BOX (self->list), pd_layout_text (text, css_class));
}

static GtkWidget *
new_row (const PdBulkEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *money = pd_money_format (entry->total);
  g_autofree char *title = entry->buyer != NULL ? g_strdup_printf ("%s · %s", entry->number, entry->buyer)
                                                : g_strdup (entry->number);
  GtkWidget *amount = gtk_label_new (money);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (entry->reason != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), entry->reason);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (amount, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), amount);
  return row;
}

void
pd_bulk_dialog_add_rows (PdBulkDialog *self, PdBulkState state)
{
  GtkWidget *box = gtk_list_box_new ();
  guint shown = 0;

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  for (guint i = 0; i < self->entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      /* What does not fit into the quota has a list of its own. */
      if (self->leave_out != NULL && !entry->fits)
        continue;
      if (entry->state == state && shown++ < MAX_ROWS)
        gtk_list_box_append (GTK_LIST_BOX (box), new_row (entry));
    }
  gtk_box_append (GTK_BOX (self->list), box);
  if (shown > MAX_ROWS)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("And %u more.", "And %u more.", shown - MAX_ROWS), shown - MAX_ROWS);

      pd_bulk_dialog_add_heading (self, more, "dim-label");
    }
}

void
pd_bulk_dialog_add_refused (PdBulkDialog *self)
{
  guint n = pd_bulk_count (self->entries, PD_BULK_REFUSED, NULL);
  g_autofree char *text = g_strdup_printf (ngettext ("%u order is left out", "%u orders are left out", n), n);

  if (n == 0)
    return;
  pd_bulk_dialog_add_heading (self, text, "heading");
  pd_bulk_dialog_add_rows (self, PD_BULK_REFUSED);
}

/* --- before it begins */

static void
show_headline (PdBulkDialog *self, guint n, gint64 total)
{
  g_autofree char *money = pd_money_format (total);
  g_autofree char *text =
      /* Translators: 1: how many orders, 2: the amount of all together */
      g_strdup_printf (ngettext ("%1$u order, %2$s with tax", "%1$u orders, together %2$s with tax", n), n,
                       money);

  gtk_label_set_text (GTK_LABEL (self->headline), text);
}

/* How many are issued: with or without those that do not fit. */
static void
leave_out_cb (PdBulkDialog *self)
{
  gint64 total = 0;
  guint n = 0;
  g_autofree char *label = NULL;

  for (guint i = 0; i < self->entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->state != PD_BULK_READY ||
          (!entry->fits && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->leave_out))))
        continue;
      n++;
      total += entry->total;
    }
  label = pd_bulk_go_label (self->command, n);
  gtk_button_set_label (GTK_BUTTON (self->go), label);
  gtk_widget_set_sensitive (self->go, n > 0);
  show_headline (self, n, total);
}

static void
add_misfits (PdBulkDialog *self, guint n)
{
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u invoice does not fit into what is left of the quota",
                                 "%u invoices do not fit into what is left of the quota", n),
                       n);
  GtkWidget *box = gtk_list_box_new ();
  guint shown = 0;

  pd_bulk_dialog_add_heading (self, text, "heading");
  self->leave_out = gtk_check_button_new_with_label (_ ("Leave them out"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->leave_out), TRUE);
  g_signal_connect_swapped (self->leave_out, "toggled", G_CALLBACK (leave_out_cb), self);
  gtk_box_append (GTK_BOX (self->list), self->leave_out);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (box), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (box, "boxed-list");
  for (guint i = 0; i < self->entries->len && shown < MAX_ROWS; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      if (entry->state != PD_BULK_READY || entry->fits)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (box), new_row (entry));
      shown++;
    }
  gtk_box_append (GTK_BOX (self->list), box);
  if (n > shown)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("And %u more.", "And %u more.", n - shown), n - shown);

      pd_bulk_dialog_add_heading (self, more, "dim-label");
    }
}

static void
add_quota (PdBulkDialog *self)
{
  g_autofree char *quota = pd_quota_text (&self->quota);
  g_autofree char *forecast = pd_quota_forecast_text (&self->quota);
  guint n = 0;

  if (!pd_bulk_dialog_is_issue (self))
    return;
  if (quota != NULL)
    pd_bulk_dialog_add_heading (self, quota, "dim-label");
  if (quota != NULL && forecast != NULL)
    pd_bulk_dialog_add_heading (self, forecast, "dim-label");
  for (guint i = 0; i < self->entries->len; i++)
    {
      const PdBulkEntry *entry = g_ptr_array_index (self->entries, i);

      n += entry->state == PD_BULK_READY && !entry->fits;
    }
  if (n > 0)
    add_misfits (self, n);
}

/* (transfer full) (nullable) */
static char *
entry_text (GtkWidget *entry)
{
  g_autofree char *text =
      entry != NULL ? g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry)))) : NULL;

  return text != NULL && *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* What has to be said is said before it goes on. */
static void
words_changed_cb (PdBulkDialog *self)
{
  if (self->words == NULL)
    return;
  g_free (self->given);
  g_free (self->given_why);
  self->given = entry_text (self->words);
  self->given_why = entry_text (self->why);
  gtk_widget_set_sensitive (self->go, self->given != NULL);
}

static void
activate_cb (PdBulkDialog *self)
{
  if (gtk_widget_get_sensitive (self->go))
    g_signal_emit_by_name (self->go, "clicked");
}

/* In a box of its own, which a list of suggestions can hang on. */
static GtkWidget *
add_entry (PdBulkDialog *self, const char *label, int length)
{
  GtkWidget *entry = gtk_entry_new (), *holder = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_entry_set_max_length (GTK_ENTRY (entry), length);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), label);
  pd_set_accessible_label (entry, label);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (words_changed_cb), self);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (activate_cb), self);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_box_append (GTK_BOX (holder), entry);
  gtk_box_append (GTK_BOX (self->list), holder);
  return entry;
}

/* The entries go, and what is suggested for them before. */
void
pd_bulk_dialog_drop_words (PdBulkDialog *self)
{
  if (self->people != NULL)
    pd_completion_detach (self->people);
  g_clear_object (&self->people);
  self->words = self->why = NULL;
}

static void
add_words (PdBulkDialog *self)
{
  gboolean assigns = g_str_equal (self->command, PD_BULK_ASSIGN);

  if (!pd_bulk_asks_words (self->command))
    return;
  self->words = add_entry (self, pd_bulk_words_label (self->command), assigns ? 64 : 200);
  if (!assigns)
    return;
  self->people = pd_completion_new_people (gtk_widget_get_parent (self->words), GTK_ENTRY (self->words),
                                           self->store, FALSE);
  self->why = add_entry (self, _ ("Reason, where somebody does it already"), 200);
}

void
pd_bulk_dialog_show_check (PdBulkDialog *self)
{
  gint64 total;
  guint n = pd_bulk_count (self->entries, PD_BULK_READY, &total);
  g_autofree char *label = pd_bulk_go_label (self->command, n);

  self->headline = pd_layout_text (_ ("None of the selected orders can be taken."), "title-4");
  gtk_box_append (GTK_BOX (self->list), self->headline);
  if (n > 0)
    show_headline (self, n, total);
  if (n > 0)
    {
      pd_bulk_dialog_add_heading (self, pd_bulk_consequence (self->command), "dim-label");
      add_words (self);
    }
  if (self->n_more > 0)
    {
      g_autofree char *more =
          g_strdup_printf (ngettext ("These are the oldest %2$u; %1$u more order is left for another time.",
                                     "These are the oldest %2$u; %1$u more orders are left for another time.",
                                     self->n_more),
                           self->n_more, self->entries->len);

      pd_bulk_dialog_add_heading (self, more, "dim-label");
    }
  add_quota (self);
  pd_bulk_dialog_add_refused (self);
  if (n > 0)
    {
      pd_bulk_dialog_add_heading (self, pd_bulk_ready_heading (self->command), "heading");
      pd_bulk_dialog_add_rows (self, PD_BULK_READY);
    }
  pd_bulk_dialog_go_to (self, n > 0 ? "confirm" : "refused", n > 0 ? label : NULL);
  if (self->leave_out != NULL)
    leave_out_cb (self);
  words_changed_cb (self);
  gtk_widget_grab_focus (self->words != NULL ? self->words : self->cancel);
}

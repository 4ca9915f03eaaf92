/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-queue-rows.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "model/pd-invoice-next.h"
#include "model/pd-invoice.h"
#include "model/pd-money.h"
#include "model/pd-order.h"
#include "model/pd-workflow.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/* More rows than this are counted, not shown. */
#define MAX_ROWS 100

static const char *const headings[] = {
  [PD_STORE_QUEUE_HERE] = N_ ("Asked for, waiting on this computer"),
  [PD_STORE_QUEUE_PLATFORM] = N_ ("At the platform and the tax bureau"),
  [PD_STORE_QUEUE_DRAFT] = N_ ("Completed orders, invoice not asked for"),
  [PD_STORE_QUEUE_OPEN] = N_ ("Orders not completed, invoice not asked for"),
};

static char *
title_text (const PdStoreQueued *queued)
{
  gboolean is_invoice = queued->place == PD_STORE_QUEUE_PLATFORM;
  const char *number = pd_record_get_text (queued->record, is_invoice ? (guint) PD_INVOICE_ORDER_NUMBER
                                                                      : (guint) PD_ORDER_NUMBER);
  const char *buyer = pd_record_get_text (queued->record, is_invoice ? (guint) PD_INVOICE_BUYER_NAME
                                                                     : (guint) PD_ORDER_BUYER_NAME);

  if (number != NULL && buyer != NULL)
    return g_strdup_printf ("%s · %s", number, buyer);
  return g_strdup (number != NULL ? number : buyer != NULL ? buyer : "");
}

static char *
platform_text (const PdStoreQueued *queued)
{
  g_autofree char *state = pd_state_text (queued->record, queued->state, queued->pending_command);
  g_autofree char *time = queued->expected_at > pd_now () ? pd_time_text (queued->expected_at) : NULL;
  const char *reason = pd_reason_text (pd_record_get_text (queued->record, PD_INVOICE_REASON));
  const char *next = pd_invoice_next_sentence (queued->record);
  GString *text = g_string_new (state);

  if (time != NULL)
    {
      g_string_append (text, " · ");
      /* Translators: a date and time */
      g_string_append_printf (text, _ ("expected about %s"), time);
    }
  if (reason != NULL)
    g_string_append_printf (text, "\n%s", reason);
  if (next != NULL)
    g_string_append_printf (text, "\n%s", next);
  return g_string_free (text, FALSE);
}

static char *
subtitle_text (const PdStoreQueued *queued, const PdSyncSituation *situation)
{
  const char *code;

  switch (queued->place)
    {
    case PD_STORE_QUEUE_HERE:
      return pd_sync_waiting_reason (situation, queued->state == PD_ROW_IN_FLIGHT, 0, &code);
    case PD_STORE_QUEUE_PLATFORM:
      return platform_text (queued);
    case PD_STORE_QUEUE_DRAFT:
    case PD_STORE_QUEUE_OPEN:
    default:
      return pd_field_text (queued->record, PD_ORDER_DATE);
    }
}

static GtkWidget *
new_row (const PdStoreQueued *queued, const PdSyncSituation *situation)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = title_text (queued);
  g_autofree char *subtitle = subtitle_text (queued, situation);
  g_autofree char *money = pd_money_format (pd_workflow_total (queued->record));
  GtkWidget *amount = gtk_label_new (money);
  const PdRecordType *type = pd_record_get_record_type (queued->record);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_add_css_class (amount, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), amount);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "(ss)", type->name,
                                    pd_record_get_id (queued->record));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.show-record");
  g_object_set_data_full (G_OBJECT (row), "record-id", g_strdup (pd_record_get_id (queued->record)), g_free);
  return row;
}

/** pd_queue_row_get_id: @row: (nullable): a widget. Returns: (nullable): the id of the record whose row it is */
const char *
pd_queue_row_get_id (GtkWidget *row)
{
  return row != NULL ? g_object_get_data (G_OBJECT (row), "record-id") : NULL;
}

/* What nobody has asked for can be asked for together; the dialog that opens shows each before. */
static GtkWidget *
new_heading (const PdStoreQueue *queue, PdStoreQueuePlace place)
{
  g_autofree char *text = g_strdup_printf ("%s (%'u)", _ (headings[place]), queue->n[place]);
  gboolean is_draft = place == PD_STORE_QUEUE_DRAFT || place == PD_STORE_QUEUE_OPEN;
  GtkWidget *heading = pd_layout_text (text, "heading");
  GtkWidget *box, *button;

  if (!is_draft)
    return heading;
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  button = gtk_button_new_with_label (_ ("Issue All…"));
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s",
                                    place == PD_STORE_QUEUE_OPEN ? PD_ORDER_STATE_OPEN
                                                                 : PD_ORDER_STATE_COMPLETED);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.issue-all");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

/**
 * pd_queue_section_new:
 * @queue: all that is on its way
 * @place: where
 * @situation: what everything that waits here has in common
 *
 * Returns: (transfer floating) (nullable): a list of what is there; %NULL when nothing is
 */
GtkWidget *
pd_queue_section_new (const PdStoreQueue *queue, PdStoreQueuePlace place, const PdSyncSituation *situation)
{
  GtkWidget *box, *list;
  guint shown = 0;

  if (queue->n[place] == 0)
    return NULL;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < queue->entries->len && shown < MAX_ROWS; i++)
    {
      const PdStoreQueued *queued = queue->entries->pdata[i];

      if (queued->place != place)
        continue;
      gtk_list_box_append (GTK_LIST_BOX (list), new_row (queued, situation));
      shown++;
    }
  gtk_box_append (GTK_BOX (box), new_heading (queue, place));
  gtk_box_append (GTK_BOX (box), list);
  if (queue->n[place] > shown)
    {
      guint rest = queue->n[place] - shown;
      g_autofree char *more = g_strdup_printf (ngettext ("And %u more.", "And %u more.", rest), rest);

      gtk_box_append (GTK_BOX (box), pd_layout_text (more, "dim-label"));
    }
  return box;
}

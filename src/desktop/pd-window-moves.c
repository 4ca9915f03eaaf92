/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-tell.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-permission.h"
#include "model/pd-workflow.h"
#include "store/pd-store-rows.h"

#include <glib/gi18n-lib.h>

/* A card was put into another column of the board: which command makes this move, and whether it can be given. */

/** Move: an order and where it is to be. */
typedef struct
{
  GWeakRef window;
  char *id;        /* (owned) */
  char *stage;     /* (owned) */
  PdRecord *order; /* (owned) (nullable) with all that happened to it */
  char *pending;   /* (owned) (nullable) command that waits */
  PdRowState state;
} Move;

static void
move_free (gpointer data)
{
  Move *move = data;

  g_weak_ref_clear (&move->window);
  g_free (move->id);
  g_free (move->stage);
  g_clear_pointer (&move->order, pd_record_unref);
  g_free (move->pending);
  g_free (move);
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Move *move = data;

  move->order = pd_store_get_record (session, &pd_order_type, move->id, error);
  if (move->order == NULL)
    return FALSE;
  move->state = pd_store_get_row_state (session, &pd_order_type, move->id, &move->pending, NULL);
  return TRUE;
}

/* (transfer full) (nullable) why the order cannot take the arrow now; the reason is asked for when it is taken */
static char *
obstacle (PdWindow *self, const Move *move, const PdOrderArrow *arrow)
{
  if (move->state == PD_ROW_CONFLICT)
    return g_strdup (_ ("It is in the conflict inbox. Decide there first."));
  if (!pd_workflow_may_follow (move->order, move->pending, arrow->command))
    return g_strdup (_ ("A request waits for the platform already."));
  if (!pd_window_may (self, arrow->command, pd_order_type.name))
    {
      g_autofree char *roles = pd_permission_roles_text (arrow->command, pd_order_type.name);

      return g_strdup_printf (_ ("This is done by: %s"), roles);
    }
  if (!pd_workflow_offers (move->order, arrow->command))
    return g_strdup (_ ("An invoice of this order stands or is on its way."));
  return pd_order_flow_obstacle (move->order, arrow, "-");
}

static const char *
stage_text (const char *stage)
{
  return _ (pd_choice_label (pd_order_stage_choices, stage));
}

static void
response_cb (AdwMessageDialog *dialog, const char *response, PdWindow *self)
{
  PdRecord *order = g_object_get_data (G_OBJECT (dialog), "order");

  if (pd_order_flow_arrow (order, response) != NULL)
    pd_window_take_step (self, order, response);
}

/* Asks for each command that leads there. Returns: how many do */
static guint
add_arrows (PdWindow *self, const Move *move, AdwMessageDialog *dialog, GString *sentences)
{
  const char *kind = pd_record_get_text (move->order, PD_ORDER_KIND);
  guint n, n_found = 0;
  const PdOrderArrow *arrows = pd_order_flow_arrows (&n);

  for (guint i = 0; kind != NULL && i < n; i++)
    {
      const PdOrderArrow *arrow = &arrows[i];
      g_autofree char *why_not = NULL;

      if (!g_str_equal (arrow->kind, kind) || !g_str_equal (arrow->to, move->stage) ||
          !g_str_equal (arrow->from, pd_order_get_stage (move->order)) ||
          g_str_equal (arrow->from, arrow->to))
        continue;
      n_found++;
      why_not = obstacle (self, move, arrow);
      adw_message_dialog_add_response (dialog, arrow->command, _ (arrow->label));
      adw_message_dialog_set_response_enabled (dialog, arrow->command, why_not == NULL);
      adw_message_dialog_set_response_appearance (dialog, arrow->command,
                                                  g_str_equal (arrow->command, "cancel")
                                                      ? ADW_RESPONSE_DESTRUCTIVE
                                                      : ADW_RESPONSE_SUGGESTED);
      /* Translators: 1: what is done with an order, as "Approve", 2: a sentence that says why it is not possible */
      if (why_not != NULL)
        g_string_append_printf (sentences, _ ("%1$s: %2$s\n"), _ (arrow->label), why_not);
    }
  return n_found;
}

static void
ask (PdWindow *self, const Move *move)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), NULL, NULL);
  g_autoptr (GString) sentences = g_string_new (NULL);
  const char *from = stage_text (pd_order_get_stage (move->order));

  /* Translators: 1: an order's number, 2 and 3: places on its way, as "To be paid" */
  adw_message_dialog_format_heading (ADW_MESSAGE_DIALOG (dialog), _ ("%1$s: %2$s → %3$s"),
                                     pd_record_get_title (move->order), from, stage_text (move->stage));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("Back"));
  if (add_arrows (self, move, ADW_MESSAGE_DIALOG (dialog), sentences) == 0)
    /* Translators: 1 and 2: places on an order's way, as "To be paid" */
    g_string_append_printf (sentences, _ ("No step leads from “%1$s” to “%2$s”."), from,
                            stage_text (move->stage));
  g_strchomp (sentences->str);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), sentences->str);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "order", pd_record_ref (move->order),
                          (GDestroyNotify) pd_record_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
read_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_read_finish (PD_STORE (store), result, &error);
  Move *move = pd_store_job_data (result);
  g_autoptr (PdWindow) self = g_weak_ref_get (&move->window);

  if (self == NULL)
    return;
  if (!ok)
    pd_tell (GTK_WINDOW (self), _ ("Not Done"), error->message);
  else if (!g_str_equal (pd_order_get_stage (move->order), move->stage))
    ask (self, move);
}

/**
 * pd_window_move_order:
 * @self: a window
 * @order_id: an order of a kind
 * @stage: where a person wants it to be
 *
 * Asks for the command that takes the order there, or says why there is none.
 */
void
pd_window_move_order (PdWindow *self, const char *order_id, const char *stage)
{
  Move *move = g_new0 (Move, 1);

  g_weak_ref_init (&move->window, self);
  move->id = g_strdup (order_id);
  move->stage = g_strdup (stage);
  pd_store_read_async (self->store, PD_STORE_PRIORITY_EDIT, read_job, move, move_free, NULL, read_cb, NULL);
}

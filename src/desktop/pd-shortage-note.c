/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-shortage-note.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-stock-move.h"
#include "store/pd-store-stock.h"

#include <glib/gi18n-lib.h>

/* More than this is counted, not shown. */
#define MAX_SHOWN 5

/* What there is not enough of for an order, and when more is likely. Nothing is forbidden by it: more may come in time.
 * Not seen where there is enough. */
struct _PdShortageNote
{
  GtkBox parent_instance;

  PdLook *look;    /* (owned) (nullable) */
  PdRecord *order; /* (owned) (nullable) a copy of what is shown */
  char *date;      /* (owned) (nullable) by when all of it is likely, as "2026-12-01" */
  gboolean proposes;

  /* Borrowed */
  GtkWidget *text;
  GtkWidget *propose;
};

enum
{
  PROPOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdShortageNote, pd_shortage_note, GTK_TYPE_BOX)

/* Whether goods are still to leave for it. Who enters an order may not have said yet what it is. */
static gboolean
is_to_be_sent (PdShortageNote *self)
{
  static const char *const before[] = { PD_ORDER_STAGE_REVIEW, PD_ORDER_STAGE_PAYMENT,
                                        PD_ORDER_STAGE_DELIVERY, NULL };
  const char *kind = self->order != NULL ? pd_record_get_text (self->order, PD_ORDER_KIND) : NULL;
  const char *stage = self->order != NULL ? pd_record_get_text (self->order, PD_ORDER_STAGE) : NULL;

  if (self->order == NULL || (kind == NULL && !self->proposes))
    return FALSE;
  return (kind == NULL || g_str_equal (kind, PD_ORDER_KIND_GOODS)) &&
         (stage == NULL || g_strv_contains (before, stage));
}

/* --- what is said */

static void
show_proposal (PdShortageNote *self, GPtrArray *shortages)
{
  const char *due = pd_record_get_text (self->order, PD_ORDER_DUE_DATE);
  gint64 last = 0;
  g_autoptr (GDateTime) at = NULL;
  g_autofree char *label = NULL;

  g_clear_pointer (&self->date, g_free);
  for (guint i = 0; i < shortages->len; i++)
    {
      const PdStoreShortage *shortage = g_ptr_array_index (shortages, i);

      if (shortage->expected_at == 0)
        {
          last = 0;
          break;
        }
      last = MAX (last, shortage->expected_at);
    }
  at = last > 0 ? g_date_time_new_from_unix_local (last / G_TIME_SPAN_SECOND) : NULL;
  self->date = at != NULL ? g_date_time_format (at, "%F") : NULL;
  label = self->date != NULL ? g_strdup_printf (_ ("Propose %s to the Buyer"), self->date) : NULL;
  gtk_button_set_label (GTK_BUTTON (self->propose), label != NULL ? label : "");
  gtk_widget_set_visible (self->propose, self->proposes && self->date != NULL &&
                                             (due == NULL || strcmp (due, self->date) < 0));
}

static void
show_shortages (PdShortageNote *self, GPtrArray *shortages)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < shortages->len && i < MAX_SHOWN; i++)
    {
      const PdStoreShortage *shortage = g_ptr_array_index (shortages, i);
      g_autofree char *sentence = pd_stock_shortage_text (shortage->good_name, shortage->missing,
                                                          shortage->expected_at, shortage->receipts_every);

      g_string_append_printf (text, i > 0 ? "\n%s" : "%s", sentence);
    }
  if (shortages->len > MAX_SHOWN)
    {
      guint more = shortages->len - MAX_SHOWN;
      g_autofree char *rest = g_strdup_printf (ngettext ("And %u more.", "And %u more.", more), more);

      g_string_append_printf (text, "\n%s", rest);
    }
  gtk_label_set_text (GTK_LABEL (self->text), text->str);
  show_proposal (self, shortages);
  gtk_widget_set_visible (GTK_WIDGET (self), shortages->len > 0);
}

/* --- looking */

/** Look: one reading of what is missing. */
typedef struct
{
  PdRecord *order;      /* (owned) */
  GPtrArray *shortages; /* (owned) (nullable) of PdStoreShortage */
} Look;

static void
look_clear (gpointer data)
{
  Look *job = data;

  pd_record_unref (job->order);
  g_clear_pointer (&job->shortages, g_ptr_array_unref);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdShortageNote *self = owner;

  if (!is_to_be_sent (self))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return FALSE;
    }
  ((Look *) data)->order = pd_record_copy (self->order);
  return TRUE;
}

/* A line that names a good in stock is of that good, also where it was typed. */
static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *job = data;

  if (!pd_store_stock_link_lines (session, job->order, error))
    return FALSE;
  job->shortages = pd_store_stock_shortages (session, job->order, pd_now (), error);
  return job->shortages != NULL;
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdShortageNote *self = owner;

  if (self->order != NULL && error == NULL)
    show_shortages (self, ((Look *) data)->shortages);
}

/* While somebody types, one look is enough for what comes in quick succession. */
static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 300,
                                      .priority = PD_STORE_PRIORITY_EDIT };

/* --- the widget */

static void
propose_cb (PdShortageNote *self)
{
  if (self->date != NULL)
    g_signal_emit (self, signals[PROPOSED], 0, self->date);
}

static void
pd_shortage_note_dispose (GObject *object)
{
  PdShortageNote *self = PD_SHORTAGE_NOTE (object);

  g_clear_pointer (&self->look, pd_look_free);

  G_OBJECT_CLASS (pd_shortage_note_parent_class)->dispose (object);
}

static void
pd_shortage_note_finalize (GObject *object)
{
  PdShortageNote *self = PD_SHORTAGE_NOTE (object);

  g_clear_pointer (&self->order, pd_record_unref);
  g_free (self->date);

  G_OBJECT_CLASS (pd_shortage_note_parent_class)->finalize (object);
}

static void
pd_shortage_note_class_init (PdShortageNoteClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_shortage_note_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_shortage_note_finalize;

  /**
   * PdShortageNote::proposed:
   * @date: by when all that is missing is likely to be there: what the order may be due on
   */
  signals[PROPOSED] = g_signal_new ("proposed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
pd_shortage_note_init (PdShortageNote *self)
{
  pd_layout_begin_warning (GTK_BOX (self));
  self->text = pd_layout_text (NULL, NULL);
  self->propose = gtk_button_new ();
  gtk_widget_set_hexpand (self->text, TRUE);
  gtk_widget_set_valign (self->propose, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->propose, FALSE);
  g_signal_connect_swapped (self->propose, "clicked", G_CALLBACK (propose_cb), self);
  gtk_box_append (GTK_BOX (self), self->text);
  gtk_box_append (GTK_BOX (self), self->propose);
}

/**
 * pd_shortage_note_new:
 * @store: the cache
 * @proposes: whether the order is being entered, so that its due date can follow
 *
 * Returns: (transfer floating): a note that says nothing yet
 */
GtkWidget *
pd_shortage_note_new (PdStore *store, gboolean proposes)
{
  PdShortageNote *self = g_object_new (PD_TYPE_SHORTAGE_NOTE, "visible", FALSE, NULL);

  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_stock_move_type);
  self->proposes = proposes;
  return GTK_WIDGET (self);
}

/** pd_shortage_note_show: @order: (nullable): saved or still being entered; what is said of it follows shortly after */
void
pd_shortage_note_show (PdShortageNote *self, const PdRecord *order)
{
  gboolean other;

  g_return_if_fail (PD_IS_SHORTAGE_NOTE (self));

  other = order == NULL || self->order == NULL ||
          !g_str_equal (pd_record_get_id (order), pd_record_get_id (self->order));
  g_clear_pointer (&self->order, pd_record_unref);
  self->order = order != NULL ? pd_record_copy (order) : NULL;
  /* What is said of one order is not to stand beside another. */
  if (other)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  pd_look_again (self->look);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-verification-panel.h"

#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-look.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-verification-list.h"
#include "model/pd-bureau.h"
#include "model/pd-invoice.h"
#include "model/pd-permission.h"
#include "model/pd-received-invoice.h"
#include "model/pd-verification-record.h"
#include "store/pd-store-issuing.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>

/* What the tax bureau says of an invoice: the last verdict with its date, and the way to ask. It is seen where
 * verification is set up, and where something was said before. */

struct _PdVerificationPanel
{
  GtkBox parent_instance;

  GtkWidget *button;
  GtkWidget *text;
  GtkWidget *list;

  PdStore *store;    /* (owned) */
  PdRecord *invoice; /* (owned) (nullable) */
  char *role;        /* (owned) (nullable) */
  PdLook *look;      /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (PdVerificationPanel, pd_verification_panel, GTK_TYPE_BOX)

/* --- what is known */

/** Look: one reading of what was asked. */
typedef struct
{
  char *number;      /* (owned) */
  gboolean verifies; /* the company has a connection */
  guint n_asked;     /* questions about this invoice */
  guint left;        /* today */
} Look;

static void
look_clear (gpointer data)
{
  g_free (((Look *) data)->number);
}

/* What is asked for by its number, its date and its amount, or what its kind wants. */
static gboolean
get_input (const PdRecord *invoice, PdVerificationInput *input)
{
  return pd_record_get_record_type (invoice) == &pd_received_type
             ? pd_verification_input_from_received (invoice, input, NULL)
             : pd_verification_input_from_invoice (invoice, input);
}

static gboolean
look_start (gpointer owner, gpointer data)
{
  PdVerificationPanel *self = owner;
  PdVerificationInput input;

  if (self->invoice == NULL || !get_input (self->invoice, &input))
    {
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return FALSE;
    }
  ((Look *) data)->number = g_strdup (input.number);
  return TRUE;
}

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *load = data;
  PdStoreQuery *query = pd_store_query_new (&pd_verification_type);
  g_autoptr (PdRecord) bureau = pd_store_get_only (session, &pd_bureau_type, NULL);
  g_autoptr (GArray) found = NULL;
  g_autoptr (GPtrArray) rows = NULL;

  query->filter_field = PD_VERIFICATION_FIELD_NUMBER;
  query->filter_text = g_strdup (load->number);
  found = pd_store_query_rows (session, query, cancellable, error);
  pd_store_query_free (query);
  rows = found != NULL ? pd_store_get_rows (session, &pd_verification_type, (const gint64 *) found->data,
                                            found->len, error)
                       : NULL;
  if (rows == NULL)
    return FALSE;
  load->verifies = bureau != NULL && pd_record_get_flag (bureau, PD_BUREAU_VERIFIES);
  load->left = PD_VERIFICATION_A_DAY;
  for (guint i = 0; i < rows->len; i++)
    {
      const PdStoreRow *row = g_ptr_array_index (rows, i);

      if (row == NULL)
        continue;
      load->n_asked++;
      load->left = MIN (load->left, pd_verification_left (row->record, pd_now ()));
    }
  return TRUE;
}

static gboolean
may_ask (PdVerificationPanel *self)
{
  return self->role == NULL || !pd_permission_is_role (self->role) ||
         pd_permission_has (self->role, "create", pd_verification_type.name);
}

static char *
budget_text (const Look *load)
{
  if (!load->verifies)
    return g_strdup (_ ("Verification is not set up now. An administrator does that in the preferences."));
  if (load->left == 0)
    return g_strdup (_ ("The tax bureau was asked five times today for this invoice. It answers again "
                        "tomorrow."));
  return g_strdup_printf (ngettext ("The tax bureau answers %u more time today for this invoice.",
                                    "The tax bureau answers %u more times today for this invoice.",
                                    load->left),
                          load->left);
}

static void
look_done (gpointer owner, gpointer data, const GError *error)
{
  PdVerificationPanel *self = owner;
  Look *load = data;
  g_autofree char *text = NULL;

  if (error != NULL)
    return;
  text = budget_text (load);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  /* What was asked already is asked again at its verdict. */
  gtk_widget_set_visible (self->button, load->verifies && load->n_asked == 0 && may_ask (self));
  gtk_widget_set_sensitive (self->button, load->left > 0);
  gtk_widget_set_visible (GTK_WIDGET (self), load->verifies || load->n_asked > 0);
}

static const PdLookKind look_kind = { .start = look_start,
                                      .job = look_job,
                                      .done = look_done,
                                      .clear = look_clear,
                                      .size = sizeof (Look),
                                      .pause = 200,
                                      .priority = PD_STORE_PRIORITY_IDLE };

/* --- asking */

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, pd_now (), error);
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdVerificationPanel) self = user_data;
  g_autoptr (GError) error = NULL;

  if (pd_store_write_finish (PD_STORE (store), result, &error) || self->store == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->text), error->message);
  gtk_widget_set_sensitive (self->button, TRUE);
}

static void
verify_cb (PdVerificationPanel *self)
{
  PdVerificationInput input;
  g_autofree char *today = pd_today ();

  if (self->invoice == NULL || !get_input (self->invoice, &input))
    return;
  gtk_widget_set_sensitive (self->button, FALSE);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, save_job,
                        pd_verification_record_new (pd_now (), today, &input),
                        (GDestroyNotify) pd_record_unref, NULL, saved_cb, g_object_ref (self));
}

/* --- the widget */

/**
 * pd_verification_panel_show:
 * @self: a panel
 * @invoice: what is shown beside it
 *
 * Says what the tax bureau said of the invoice; is hidden while it cannot be asked.
 */
void
pd_verification_panel_show (PdVerificationPanel *self, const PdRecord *invoice)
{
  const char *title = pd_record_get_title (invoice);
  const char *number = *title != '\0' ? title : NULL;

  g_return_if_fail (PD_IS_VERIFICATION_PANEL (self));

  if (self->invoice != NULL && g_strcmp0 (pd_record_get_id (self->invoice), pd_record_get_id (invoice)) != 0)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  g_clear_pointer (&self->invoice, pd_record_unref);
  self->invoice = pd_record_ref ((PdRecord *) invoice);
  pd_row_list_filter (PD_ROW_LIST (self->list), PD_VERIFICATION_FIELD_NUMBER, number);
  pd_look_now (self->look);
}

/** pd_verification_panel_set_role: @role: (nullable): of who is signed in */
void
pd_verification_panel_set_role (PdVerificationPanel *self, const char *role)
{
  g_return_if_fail (PD_IS_VERIFICATION_PANEL (self));

  g_free (self->role);
  self->role = g_strdup (role);
  pd_row_list_set_role (PD_ROW_LIST (self->list), role);
  pd_look_now (self->look);
}

static void
pd_verification_panel_dispose (GObject *object)
{
  PdVerificationPanel *self = PD_VERIFICATION_PANEL (object);

  g_clear_pointer (&self->look, pd_look_free);
  g_clear_object (&self->store);
  g_clear_pointer (&self->invoice, pd_record_unref);
  g_clear_pointer (&self->role, g_free);

  G_OBJECT_CLASS (pd_verification_panel_parent_class)->dispose (object);
}

static void
pd_verification_panel_class_init (PdVerificationPanelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_verification_panel_dispose;
}

static void
pd_verification_panel_init (PdVerificationPanel *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *heading = pd_layout_text (_ ("Verification"), "heading");

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->button = gtk_button_new_with_label (_ ("Verify"));
  self->text = pd_layout_text (NULL, "dim-label");
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_set_visible (self->button, FALSE);
  pd_set_accessible_description (self->button, _ ("Ask the tax bureau whether it knows this invoice"));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (verify_cb), self);
  gtk_box_append (GTK_BOX (head), heading);
  gtk_box_append (GTK_BOX (head), self->button);
  gtk_box_append (GTK_BOX (self), head);
  gtk_box_append (GTK_BOX (self), self->text);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/** pd_verification_panel_new: Returns: (transfer floating): what the tax bureau says of an invoice; says nothing yet */
GtkWidget *
pd_verification_panel_new (PdStore *store)
{
  PdVerificationPanel *self = g_object_new (PD_TYPE_VERIFICATION_PANEL, NULL);

  self->store = g_object_ref (store);
  self->list = pd_verification_list_new (store, NULL);
  pd_row_list_filter (PD_ROW_LIST (self->list), PD_VERIFICATION_FIELD_NUMBER, NULL);
  gtk_box_append (GTK_BOX (self), self->list);
  self->look = pd_look_new (self, store, &look_kind);
  pd_look_watch (self->look, &pd_verification_type);
  pd_look_watch (self->look, &pd_bureau_type);
  return GTK_WIDGET (self);
}

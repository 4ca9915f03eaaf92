/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-verification-dialog.h"

#include "desktop/pd-drop-down.h"
#include "desktop/pd-field-text.h"
#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "desktop/pd-verification-list.h"
#include "model/pd-date.h"
#include "model/pd-money.h"
#include "model/pd-verification-record.h"
#include "store/pd-store-records.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Is an invoice genuine? Asks with what is on it, or with what its QR code says, and shows what was answered, which is to
 * be seen without a network, too. */

struct _PdVerificationDialog
{
  AdwWindow parent_instance;

  GtkWidget *qr;
  GtkWidget *kind;
  GtkWidget *number;
  GtkWidget *date;
  GtkWidget *code_caption;
  GtkWidget *code;
  GtkWidget *amount_caption;
  GtkWidget *amount;
  GtkWidget *check_caption;
  GtkWidget *check;
  GtkWidget *trouble;
  GtkWidget *verify;
  GtkWidget *history;

  PdStore *store; /* (owned) */
  char *role;     /* (owned) (nullable) */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (PdVerificationDialog, pd_verification_dialog, ADW_TYPE_WINDOW)

static const char *
text_of (GtkWidget *entry)
{
  return gtk_editable_get_text (GTK_EDITABLE (entry));
}

/* --- the form */

static const PdVerificationKind *
chosen_kind (PdVerificationDialog *self)
{
  guint n;
  const PdVerificationKind *kinds = pd_verification_kinds (&n);
  guint chosen = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind));

  return chosen < n ? &kinds[chosen] : NULL;
}

static void
choose_kind (PdVerificationDialog *self, const PdVerificationKind *kind)
{
  guint n;
  const PdVerificationKind *kinds = pd_verification_kinds (&n);

  if (kind != NULL)
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->kind), (guint) (kind - kinds));
}

/* What the kind does not ask for is not shown. */
static void
kind_changed_cb (PdVerificationDialog *self)
{
  const PdVerificationKind *kind = chosen_kind (self);
  PdVerificationInputs inputs = kind != NULL ? kind->inputs : PD_VERIFICATION_NONE;
  gboolean has_amount = (inputs & (PD_VERIFICATION_NET | PD_VERIFICATION_GROSS)) != 0;
  const char *caption = inputs & PD_VERIFICATION_NET ? _ ("Amount without tax") : _ ("Total with tax");

  gtk_widget_set_visible (self->code, (inputs & PD_VERIFICATION_CODE) != 0);
  gtk_widget_set_visible (self->code_caption, (inputs & PD_VERIFICATION_CODE) != 0);
  gtk_widget_set_visible (self->amount, has_amount);
  gtk_widget_set_visible (self->amount_caption, has_amount);
  gtk_widget_set_visible (self->check, (inputs & PD_VERIFICATION_CHECK) != 0);
  gtk_widget_set_visible (self->check_caption, (inputs & PD_VERIFICATION_CHECK) != 0);
  gtk_label_set_text (GTK_LABEL (self->amount_caption), caption);
  pd_set_accessible_label (self->amount, caption);
  pd_layout_say (self->trouble, NULL);
}

static void
set_entry (GtkWidget *entry, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), text != NULL ? text : "");
}

/* A hand-held scanner types: nothing is said of what is not whole yet, and the keyboard stays where it is. */
static void
qr_changed_cb (PdVerificationDialog *self)
{
  g_auto (PdInvoiceQr) qr = { 0 };
  PdVerificationInput input;
  g_autofree char *text = g_strstrip (g_strdup (text_of (self->qr)));
  g_autofree char *amount = NULL;

  if (*text == '\0' || self->filling)
    return;
  pd_layout_say (self->trouble, NULL);
  if (!pd_verification_read_qr (text, &qr, &input, NULL))
    return;
  self->filling = TRUE;
  choose_kind (self, input.kind);
  amount = input.has_amount ? pd_money_to_text (input.amount) : NULL;
  set_entry (self->number, input.number);
  set_entry (self->code, input.code);
  set_entry (self->date, input.date);
  set_entry (self->amount, amount);
  set_entry (self->check, input.check);
  pd_layout_say (self->trouble,
                 qr.crc == PD_INVOICE_QR_CRC_WRONG
                     ? _ ("The code’s checksum is not right. Compare what was filled in with the invoice.")
                     : NULL);
  self->filling = FALSE;
}

/* A number of twenty digits is a digital invoice's, and an older one's code tells its kind. */
static void
number_changed_cb (PdVerificationDialog *self)
{
  g_autofree char *number = g_strstrip (g_strdup (text_of (self->number)));
  g_autofree char *code = g_strstrip (g_strdup (text_of (self->code)));
  const PdVerificationKind *kind = chosen_kind (self);
  const PdVerificationKind *guess;

  if (self->filling || (kind != NULL && strlen (number) == kind->number_digits && *code == '\0'))
    return;
  guess = pd_verification_kind_guess (*code != '\0' ? code : NULL, number);
  if (guess != NULL && (kind == NULL || guess->number_digits != kind->number_digits || *code != '\0'))
    choose_kind (self, guess);
}

/* --- asking */

static gboolean
save_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, pd_now (), error);
}

static void
saved_cb (GObject *store, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (PdVerificationDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = pd_store_write_finish (PD_STORE (store), result, &error);
  GtkWidget *const entries[] = { self->qr, self->number, self->code, self->date, self->amount, self->check };

  if (self->store == NULL)
    return;
  gtk_widget_set_sensitive (self->verify, TRUE);
  pd_layout_say (self->trouble, ok ? NULL : error->message);
  if (!ok)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    set_entry (entries[i], NULL);
  gtk_widget_grab_focus (self->qr);
}

/* What was scanned or pasted and is no invoice's code is not passed over. */
static gboolean
check_qr (PdVerificationDialog *self, GError **error)
{
  g_auto (PdInvoiceQr) qr = { 0 };
  PdVerificationInput input;
  g_autofree char *text = g_strstrip (g_strdup (text_of (self->qr)));

  return *text == '\0' || pd_verification_read_qr (text, &qr, &input, error);
}

/* (nullable): a record; NULL, with a sentence, when something is missing */
static PdRecord *
read_form (PdVerificationDialog *self, GError **error)
{
  g_autofree char *number = g_strstrip (g_strdup (text_of (self->number)));
  g_autofree char *code = g_strstrip (g_strdup (text_of (self->code)));
  g_autofree char *check = g_strstrip (g_strdup (text_of (self->check)));
  g_autofree char *amount = g_strstrip (g_strdup (text_of (self->amount)));
  g_autofree char *today = pd_today ();
  g_autofree char *date = NULL;
  PdVerificationInput input = { .kind = chosen_kind (self), .number = number, .code = code, .check = check };

  if (!check_qr (self, error))
    return NULL;
  if (*text_of (self->date) != '\0' && !pd_date_canonicalize (text_of (self->date), &date, error))
    return NULL;
  if (*amount != '\0' && gtk_widget_get_visible (self->amount))
    {
      if (!pd_money_parse (amount, &input.amount, error))
        return NULL;
      input.has_amount = TRUE;
    }
  input.date = date;
  if (!pd_verification_check (&input, error))
    return NULL;
  return pd_verification_record_new (pd_now (), today, &input);
}

static void
verify_cb (PdVerificationDialog *self)
{
  g_autoptr (GError) error = NULL;
  PdRecord *record = read_form (self, &error);

  if (record == NULL)
    {
      pd_layout_say (self->trouble, error->message);
      return;
    }
  gtk_widget_set_sensitive (self->verify, FALSE);
  pd_store_write_async (self->store, PD_STORE_PRIORITY_EDIT, save_job, record,
                        (GDestroyNotify) pd_record_unref, NULL, saved_cb, g_object_ref (self));
}

/* --- the window */

static void
pd_verification_dialog_dispose (GObject *object)
{
  PdVerificationDialog *self = PD_VERIFICATION_DIALOG (object);

  g_clear_object (&self->store);
  g_clear_pointer (&self->role, g_free);

  G_OBJECT_CLASS (pd_verification_dialog_parent_class)->dispose (object);
}

static void
pd_verification_dialog_class_init (PdVerificationDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_verification_dialog_dispose;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close", NULL);
}

static GtkWidget *
add_entry (GtkWidget *box, const char *caption, const char *placeholder, GtkWidget **label)
{
  GtkWidget *words = pd_layout_text (caption, "caption");
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, caption);
  gtk_box_append (GTK_BOX (box), words);
  gtk_box_append (GTK_BOX (box), entry);
  if (label != NULL)
    *label = words;
  return entry;
}

static void
create_kinds (PdVerificationDialog *self, GtkWidget *box)
{
  guint n;
  const PdVerificationKind *kinds = pd_verification_kinds (&n);
  GtkStringList *labels = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (labels, _ (kinds[i].label));
  self->kind = pd_drop_down_new (G_LIST_MODEL (labels));
  choose_kind (self, pd_verification_kind_find ("82"));
  pd_set_accessible_label (self->kind, _ ("Kind of invoice"));
  gtk_box_append (GTK_BOX (box), pd_layout_text (_ ("Kind of invoice"), "caption"));
  gtk_box_append (GTK_BOX (box), self->kind);
  g_signal_connect_swapped (self->kind, "notify::selected", G_CALLBACK (kind_changed_cb), self);
}

static GtkWidget *
create_form (PdVerificationDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->qr =
      add_entry (box, _ ("What the QR code says"), _ ("Paste it here, and the rest is filled in"), NULL);
  create_kinds (self, box);
  self->code = add_entry (box, _ ("Invoice code"), NULL, &self->code_caption);
  self->number = add_entry (box, _ ("Invoice number"), NULL, NULL);
  self->date = add_entry (box, _ ("Date of issue"), "2026-03-09", NULL);
  self->amount = add_entry (box, _ ("Total with tax"), NULL, &self->amount_caption);
  self->check = add_entry (box, _ ("Check code, or its last six characters"), NULL, &self->check_caption);
  g_signal_connect_swapped (self->qr, "changed", G_CALLBACK (qr_changed_cb), self);
  g_signal_connect_swapped (self->number, "changed", G_CALLBACK (number_changed_cb), self);
  g_signal_connect_swapped (self->code, "changed", G_CALLBACK (number_changed_cb), self);
  self->trouble = pd_layout_text (NULL, "error");
  gtk_widget_set_visible (self->trouble, FALSE);
  gtk_box_append (GTK_BOX (box), self->trouble);
  self->verify = gtk_button_new_with_label (_ ("Verify"));
  gtk_widget_add_css_class (self->verify, "suggested-action");
  gtk_widget_set_halign (self->verify, GTK_ALIGN_END);
  gtk_widget_set_margin_top (self->verify, 6);
  g_signal_connect_swapped (self->verify, "clicked", G_CALLBACK (verify_cb), self);
  gtk_box_append (GTK_BOX (box), self->verify);
  return box;
}

static void
pd_verification_dialog_init (PdVerificationDialog *self)
{
  gtk_window_set_title (GTK_WINDOW (self), _ ("Verify an Invoice"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 680);
}

static void
create_content (PdVerificationDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  pd_layout_set_margins (content, 18);
  gtk_box_append (
      GTK_BOX (content),
      pd_layout_text (_ ("The tax bureau says whether an invoice is genuine, five times a day for each. "
                         "Without a network the question waits here."),
                      "dim-label"));
  gtk_box_append (GTK_BOX (content), create_form (self));
  self->history = pd_verification_list_new (self->store, _ ("Verified so far"));
  pd_row_list_set_role (PD_ROW_LIST (self->history), self->role);
  gtk_box_append (GTK_BOX (content), self->history);
  adw_clamp_set_child (ADW_CLAMP (clamp), content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scroller);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->verify);
  kind_changed_cb (self);
}

/**
 * pd_verification_dialog_new:
 * @parent: the window in front of which it stands
 * @store: the cache
 * @role: (nullable): of who is signed in
 *
 * Returns: (transfer floating): a dialog that is not shown yet
 */
PdVerificationDialog *
pd_verification_dialog_new (GtkWindow *parent, PdStore *store, const char *role)
{
  PdVerificationDialog *self =
      g_object_new (PD_TYPE_VERIFICATION_DIALOG, "transient-for", parent, "modal", TRUE, NULL);

  self->store = g_object_ref (store);
  self->role = g_strdup (role);
  create_content (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-delivery-recipients.h"

#include "desktop/pd-layout.h"
#include "desktop/pd-tooltip.h"
#include "model/pd-invoice.h"
#include "model/pd-mail-address.h"

#include <glib/gi18n-lib.h>

/* Which invoice is mailed to whom: an entry for each invoice, under its number and its buyer. */

#define ADDRESSES_MAX 1000 /* characters */

struct _PdDeliveryRecipients
{
  GtkWidget parent_instance;

  GPtrArray *invoices; /* (owned) of PdRecord */
  GPtrArray *entries;  /* (owned) of GtkWidget (borrowed), as @invoices */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (PdDeliveryRecipients, pd_delivery_recipients, GTK_TYPE_WIDGET)

static void
changed_cb (PdDeliveryRecipients *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * pd_delivery_recipients_add:
 * @self: recipients
 * @invoice: an invoice
 * @addresses: (nullable): whom it goes to so far
 *
 * Asks to whom the invoice is to be mailed, below those that were added before.
 */
void
pd_delivery_recipients_add (PdDeliveryRecipients *self, PdRecord *invoice, const char *addresses)
{
  const char *number = pd_record_get_text (invoice, PD_INVOICE_NUMBER);
  const char *buyer = pd_record_get_text (invoice, PD_INVOICE_BUYER_NAME);
  g_autofree char *caption = NULL;
  GtkWidget *label, *entry;

  g_return_if_fail (PD_IS_DELIVERY_RECIPIENTS (self));

  caption = g_strdup_printf ("%s · %s", number != NULL ? number : _ ("Invoice without a number"),
                             buyer != NULL ? buyer : "");
  label = pd_layout_text (caption, "caption");
  entry = pd_delivery_address_entry_new (caption, "name@example.com");
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  gtk_widget_set_parent (entry, GTK_WIDGET (self));
  g_ptr_array_add (self->invoices, pd_record_ref (invoice));
  g_ptr_array_add (self->entries, entry);
  if (addresses != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), addresses);
}

guint
pd_delivery_recipients_get_n_invoices (PdDeliveryRecipients *self)
{
  g_return_val_if_fail (PD_IS_DELIVERY_RECIPIENTS (self), 0);

  return self->invoices->len;
}

/**
 * pd_delivery_recipients_get_invoice:
 * @self: recipients
 * @i: which, from 0
 *
 * Returns: (transfer none): the invoice
 */
PdRecord *
pd_delivery_recipients_get_invoice (PdDeliveryRecipients *self, guint i)
{
  g_return_val_if_fail (PD_IS_DELIVERY_RECIPIENTS (self), NULL);
  g_return_val_if_fail (i < self->invoices->len, NULL);

  return g_ptr_array_index (self->invoices, i);
}

/**
 * pd_delivery_recipients_get_addresses:
 * @self: recipients
 * @i: which invoice, from 0
 *
 * Returns: (transfer full): whom it goes to, as was typed: they may be wrong
 */
char **
pd_delivery_recipients_get_addresses (PdDeliveryRecipients *self, guint i)
{
  g_return_val_if_fail (PD_IS_DELIVERY_RECIPIENTS (self), NULL);
  g_return_val_if_fail (i < self->entries->len, NULL);

  return pd_mail_addresses_split (gtk_editable_get_text (g_ptr_array_index (self->entries, i)));
}

/**
 * pd_delivery_recipients_count_missing:
 * @self: recipients
 *
 * Returns: how many invoices have no address
 */
guint
pd_delivery_recipients_count_missing (PdDeliveryRecipients *self)
{
  guint n = 0;

  g_return_val_if_fail (PD_IS_DELIVERY_RECIPIENTS (self), 0);

  for (guint i = 0; i < self->entries->len; i++)
    {
      g_auto (GStrv) addresses = pd_delivery_recipients_get_addresses (self, i);

      n += addresses[0] == NULL;
    }
  return n;
}

static gboolean
pd_delivery_recipients_grab_focus (GtkWidget *widget)
{
  PdDeliveryRecipients *self = PD_DELIVERY_RECIPIENTS (widget);

  return self->entries->len > 0 && gtk_widget_grab_focus (g_ptr_array_index (self->entries, 0));
}

static void
pd_delivery_recipients_dispose (GObject *object)
{
  PdDeliveryRecipients *self = PD_DELIVERY_RECIPIENTS (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->invoices, 0);
  g_ptr_array_set_size (self->entries, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (pd_delivery_recipients_parent_class)->dispose (object);
}

static void
pd_delivery_recipients_finalize (GObject *object)
{
  PdDeliveryRecipients *self = PD_DELIVERY_RECIPIENTS (object);

  g_ptr_array_unref (self->invoices);
  g_ptr_array_unref (self->entries);

  G_OBJECT_CLASS (pd_delivery_recipients_parent_class)->finalize (object);
}

static void
pd_delivery_recipients_class_init (PdDeliveryRecipientsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pd_delivery_recipients_dispose;
  G_OBJECT_CLASS (klass)->finalize = pd_delivery_recipients_finalize;
  GTK_WIDGET_CLASS (klass)->grab_focus = pd_delivery_recipients_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);

  /**
   * PdDeliveryRecipients::changed:
   *
   * An address was typed, or filled in.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
pd_delivery_recipients_init (PdDeliveryRecipients *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  self->invoices = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  self->entries = g_ptr_array_new ();
}

/**
 * pd_delivery_recipients_new:
 *
 * Returns: (transfer floating): recipients of no invoice yet
 */
GtkWidget *
pd_delivery_recipients_new (void)
{
  return g_object_new (PD_TYPE_DELIVERY_RECIPIENTS, NULL);
}

/**
 * pd_delivery_address_entry_new:
 * @caption: what it is called
 * @placeholder: what stands in it while it is empty
 *
 * Returns: (transfer floating): an entry for mail addresses, commas between several
 */
GtkWidget *
pd_delivery_address_entry_new (const char *caption, const char *placeholder)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_max_length (GTK_ENTRY (entry), ADDRESSES_MAX);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), placeholder);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_EMAIL);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  pd_set_accessible_label (entry, caption);
  return entry;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-print.h"

#include "ctl/pd-ctl-find.h"
#include "ctl/pd-ctl-order-fact.h"
#include "ctl/pd-ctl-sheets.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order.h"
#include "paper/pd-paper-shipping.h"
#include "paper/pd-print-profile.h"
#include "paper/pd-print-shipping.h"
#include "store/pd-store-shipping.h"

#include <glib/gi18n-lib.h>

/* The papers of the warehouse as one PDF file: the same pages that the window's print desk shows. */

/** Wanted: the orders and what belongs to them. */
typedef struct
{
  PdCtl *ctl;
  GPtrArray *orders; /* (owned) of PdRecord */
  GHashTable *goods; /* (owned) (nullable) */
  PdRecord *company; /* (owned) (nullable) */
} Wanted;

static gboolean
fail_usage (GError **error, const char *sentence)
{
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, sentence);
  return FALSE;
}

static gboolean
read_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Wanted *wanted = data;
  GPtrArray *names = wanted->ctl->arguments->positionals;

  for (guint i = 0; i < names->len; i++)
    {
      PdRecord *order = pd_ctl_find (session, &pd_order_type, g_ptr_array_index (names, i), error);

      if (order == NULL)
        return FALSE;
      g_ptr_array_add (wanted->orders, order);
    }
  wanted->goods = pd_store_goods_of_orders (session, wanted->orders, error);
  return wanted->goods != NULL && pd_store_get_company (session, &wanted->company, error);
}

/* Exactly one of the three is asked for. */
static gboolean
read_kind (const PdCtlArguments *arguments, PdShippingKind *kind, GError **error)
{
  static const char *const names[] = {
    [PD_SHIPPING_PICKING] = "picking", [PD_SHIPPING_PACKING] = "packing", [PD_SHIPPING_LABEL] = "label"
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (pd_ctl_arguments_has (arguments, names[i]))
      {
        *kind = i;
        n++;
      }
  if (n != 1)
    return fail_usage (error, _ ("Say what is to be printed: --picking, --packing or --label."));
  if (pd_ctl_arguments_get (arguments, "output") == NULL)
    return fail_usage (error, _ ("Say where the sheets go: --output FILE."));
  return TRUE;
}

static gboolean
read_settings (const PdCtlArguments *arguments,
               PdShippingKind kind,
               PdPrintSettings *settings,
               GError **error)
{
  const char *name = pd_ctl_arguments_get (arguments, "paper");
  const PdPrintPaper *paper = name != NULL ? pd_print_paper_find (name) : NULL;

  pd_print_settings_init_shipping (settings, kind);
  if (name != NULL && paper == NULL)
    return fail_usage (error, _ ("The paper is a4, a5, a3, letter or label."));
  if (paper != NULL)
    {
      settings->layout.paper_width = paper->width;
      settings->layout.paper_height = paper->height;
    }
  return TRUE;
}

static gboolean
find_parcel (PdCtl *ctl, const Wanted *wanted, const char **id, GError **error)
{
  const char *name = pd_ctl_arguments_get (ctl->arguments, "parcel");
  const PdRecord *parcel;

  *id = NULL;
  if (name == NULL)
    return TRUE;
  if (wanted->orders->len != 1)
    return fail_usage (error, _ ("--parcel is of one order: name one only."));
  parcel = pd_ctl_fact_find_row (wanted->orders->pdata[0], PD_ORDER_LIST_PARCELS, name, error);
  *id = parcel != NULL ? pd_record_get_id (parcel) : NULL;
  return parcel != NULL;
}

static gboolean
print_wanted (PdCtl *ctl, const Wanted *wanted, PdShippingKind kind, GError **error)
{
  g_autofree char *today = pd_ctl_today ();
  PdShippingWanted shipping = { kind, wanted->orders, wanted->goods, wanted->company, NULL, today };
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (PdPrintStream) stream = NULL;
  g_autoptr (GError) cause = NULL;
  PdPrintSettings settings;

  if (!read_settings (ctl->arguments, kind, &settings, error) ||
      !find_parcel (ctl, wanted, &shipping.parcel_id, error))
    return FALSE;
  items = pd_print_shipping_items (&shipping, &cause);
  if (items == NULL)
    return pd_ctl_fact_fail (error, cause->message);
  stream = pd_print_stream_new (items, &settings, NULL, NULL, ctl->cancellable, error);
  return stream != NULL && pd_ctl_write_sheets (ctl, stream, items->len, error);
}

/**
 * pd_ctl_order_print:
 *
 * Writes the picking list of orders, or the packing lists or labels of their parcels, as one PDF file.
 */
gboolean
pd_ctl_order_print (PdCtl *ctl, GError **error)
{
  Wanted wanted = { ctl, g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref), NULL, NULL };
  PdShippingKind kind;
  gboolean good = read_kind (ctl->arguments, &kind, error) &&
                  pd_store_read (ctl->store, read_job, &wanted, ctl->cancellable, error) &&
                  print_wanted (ctl, &wanted, kind, error);

  g_ptr_array_unref (wanted.orders);
  g_clear_pointer (&wanted.goods, g_hash_table_unref);
  g_clear_pointer (&wanted.company, pd_record_unref);
  return good;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "superstore/superstore.h"

#include <string.h>

/*
 * A shop's list of years goes through the whole workflow at three desks that take turns without a network: stock, approval,
 * money, parcels, invoices by rule, returns, reversals. At the end money, stock and invoices agree with the list to the fen
 * and the piece. A made-up list, and of the sample, where it is there, its first orders; PIAODAN_SUPERSTORE: how many of
 * them, or "all".
 */

#define MADE_ORDERS 120
#define SAMPLE_ORDERS "300"
#define ROUNDS 400
#define PAUSE (50 * G_TIME_SPAN_MILLISECOND)

/* Nothing is on its way to the bureau, and nothing waits at a desk. */
static gboolean
is_quiet (SuperShop *shop)
{
  static const char *const waiting[] = {
    "SELECT count (*) FROM outbox",
    "SELECT count (*) FROM conflict WHERE decision = 0",
    "SELECT count (*) FROM orders WHERE deleted = 0 AND state <> 'invoiced'",
    "SELECT count (*) FROM invoices WHERE deleted = 0 AND state <> 'issued'",
    "SELECT count (*) FROM red_forms WHERE deleted = 0 AND state <> 'issued'",
  };

  for (guint desk = 0; desk < SUPER_N_DESKS; desk++)
    for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
      if (super_count (shop, desk, waiting[i]) > 0)
        return FALSE;
  return super_count (shop, 0, "SELECT count (*) FROM red_forms WHERE deleted = 0") == shop->file->n_returned;
}

/* All three work; then two of them meet the network, one after the other, while the third goes on without it. */
static gboolean
play_round (SuperShop *shop)
{
  gboolean changed = FALSE;

  for (guint desk = 0; desk < SUPER_N_DESKS; desk++)
    changed |= super_work (shop, desk);
  for (guint i = changed ? 1 : 0; i < SUPER_N_DESKS; i++)
    {
      guint desk = (shop->n_rounds + i) % SUPER_N_DESKS;

      super_sync (shop, desk);
      super_decide (shop, desk);
    }
  shop->n_rounds++;
  return changed;
}

static void
play (SuperFile *file)
{
  SuperShop *shop = super_shop_open (file);
  gint64 start = g_get_monotonic_time (), worked;
  gboolean changed;

  super_take_goods_in (shop);
  super_import (shop);
  /* What the others sent last has been looked at by everybody when a second quiet round changes nothing either. */
  for (guint quiet = 0; quiet < 2; quiet = changed || !is_quiet (shop) ? 0 : quiet + 1)
    {
      changed = play_round (shop);
      g_assert_cmpuint (shop->n_rounds, <, ROUNDS);
      g_test_message ("round %u: %u changes, %u commands", shop->n_rounds, shop->n_saved, shop->n_commands);
      if (!changed)
        g_usleep (PAUSE);
    }
  worked = g_get_monotonic_time ();
  for (guint desk = 0; desk < SUPER_N_DESKS; desk++)
    {
      super_audit_orders (shop, desk);
      super_audit_stock (shop, desk);
    }
  super_audit_bureau (shop);
  super_audit_sync (shop);
  g_test_message ("%u orders of %u lines, %u returned, %" G_GINT64_FORMAT
                  " fen: %u rounds, %u changes and %u commands; "
                  "%u conflicts, %u commands refused; %.1f s of work, %.1f s of audit",
                  file->orders->len, file->n_lines, file->n_returned, file->fen, shop->n_rounds,
                  shop->n_saved, shop->n_commands, shop->n_conflicts, shop->n_refused,
                  (double) (worked - start) / 1e6, (double) (g_get_monotonic_time () - worked) / 1e6);
  g_assert_cmpuint (shop->n_conflicts + shop->n_refused, >, 0);
  super_shop_close (shop);
  super_file_free (file);
}

static void
test_made_up (void)
{
  SuperFile *file = super_file_make (MADE_ORDERS);

  g_assert_cmpuint (file->orders->len, ==, MADE_ORDERS);
  g_assert_cmpuint (file->n_returned, >, 0);
  play (file);
}

static void
test_sample (void)
{
  const char *wish = g_getenv ("PIAODAN_SUPERSTORE");
  gboolean all = g_strcmp0 (wish, "all") == 0;
  SuperFile *file = super_file_load (
      all ? G_MAXUINT : (guint) g_ascii_strtoull (wish != NULL ? wish : SAMPLE_ORDERS, NULL, 10));

  if (file == NULL)
    {
      g_test_skip ("no samples here");
      return;
    }
  if (all)
    {
      g_assert_cmpuint (file->n_lines, ==, 10000);
      g_assert_cmpuint (file->orders->len, ==, 2773);
      g_assert_cmpuint (file->n_returned, ==, 296);
    }
  play (file);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/superstore/made-up", test_made_up);
  g_test_add_func ("/superstore/sample", test_sample);
  return g_test_run ();
}

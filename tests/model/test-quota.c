/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-money.h"
#include "model/pd-quota.h"

#define NOW G_GINT64_CONSTANT (1773023445000000)
#define MAX_ASKED 5

static PdRecord *
new_bureau (gint64 available)
{
  g_autofree char *id = pd_id_new (NOW);
  PdRecord *bureau = pd_record_new (&pd_bureau_type, id);

  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_TOTAL, 100000);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_USED, 100000 - available);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AVAILABLE, available);
  pd_record_set_integer (bureau, PD_BUREAU_QUOTA_AT, NOW);
  return bureau;
}

static void
test_forecast (void)
{
  static const struct
  {
    gint64 available;
    gint64 queued[MAX_ASKED]; /* ends with 0 */
    gint64 left;
    gint64 asked[MAX_ASKED]; /* ends with 0 */
    const char *fits;        /* one letter for each that is asked */
    guint n_fit;
  } rows[] = {
    { 1000, { 0 }, 1000, { 1000, 0 }, "y", 1 },
    { 1000, { 0 }, 1000, { 1001, 0 }, "n", 0 },
    { 1000, { 400, 300, 0 }, 300, { 300, 1, 0 }, "yn", 1 },
    /* A large one that does not fit keeps none behind it from fitting. */
    { 1000, { 0 }, 1000, { 600, 500, 400, 1, 0 }, "ynyn", 2 },
    /* More is under way than there is. */
    { 1000, { 1500, 0 }, -500, { 1, -10, 0 }, "ny", 1 },
    /* A red invoice gives back only when it is issued. */
    { 1000, { -400, 0 }, 1000, { -100, 1000, 1, 0 }, "yyn", 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (PdRecord) bureau = new_bureau (rows[i].available);
      gboolean fits[MAX_ASKED];
      guint n = (guint) strlen (rows[i].fits);
      PdQuota quota;

      pd_quota_init (&quota, bureau);
      for (guint j = 0; rows[i].queued[j] != 0; j++)
        pd_quota_take (&quota, rows[i].queued[j]);
      g_assert_cmpint (pd_quota_left (&quota), ==, rows[i].left);
      g_assert_cmpuint (pd_quota_choose (&quota, rows[i].asked, n, fits), ==, rows[i].n_fit);
      for (guint j = 0; j < n; j++)
        g_assert_cmpint (fits[j], ==, rows[i].fits[j] == 'y');
      /* Choosing changes nothing. */
      g_assert_cmpint (pd_quota_left (&quota), ==, rows[i].left);
    }
}

static void
test_unknown (void)
{
  g_autoptr (PdRecord) bureau = new_bureau (1000);
  PdQuota quota;

  pd_quota_init (&quota, NULL);
  g_assert_false (quota.is_known);
  g_assert_true (pd_quota_fits (&quota, PD_MONEY_MAX));
  pd_record_clear (bureau, PD_BUREAU_QUOTA_AT);
  pd_quota_init (&quota, bureau);
  g_assert_false (quota.is_known);
}

static void
test_huge (void)
{
  g_autoptr (PdRecord) bureau = new_bureau (1000);
  PdQuota quota;

  pd_quota_init (&quota, bureau);
  pd_quota_take (&quota, PD_MONEY_MAX);
  pd_quota_take (&quota, PD_MONEY_MAX);
  g_assert_false (pd_quota_fits (&quota, 1));
  g_assert_cmpint (pd_quota_left (&quota), <, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/quota/forecast", test_forecast);
  g_test_add_func ("/quota/unknown", test_unknown);
  g_test_add_func ("/quota/huge", test_huge);
  return g_test_run ();
}

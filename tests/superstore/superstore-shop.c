/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "superstore/superstore.h"

#include "gateway/pd-gateway-sandbox.h"
#include "platform/pd-platform-accounts.h"
#include "platform/pd-platform-permissions.h"
#include "store/pd-store-session.h"

#include <glib/gstdio.h>

#define PASSWORD "a long enough password"

static const char *const people[SUPER_N_DESKS] = { "amei", "boda", "chen" };

Desktop *
super_desk (SuperShop *shop, guint desk)
{
  return desk < G_N_ELEMENTS (shop->office->desktops) ? &shop->office->desktops[desk] : &shop->third;
}

/* A small office in which everybody does everything. */
static void
add_people (PdPlatform *platform, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (platform->sql, &error, "SELECT id FROM tenant", "");
  g_autofree char *tenant = NULL;

  g_assert_cmpint (pd_platform_rows_next (rows, &error), ==, PD_PLATFORM_STEP_ROW);
  tenant = g_strdup (pd_platform_rows_text (rows, 0));
  g_clear_pointer (&rows, pd_platform_rows_done);
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    {
      g_autofree char *id = pd_platform_add_user (platform, tenant, people[i],
                                                  pd_platform_role_parse ("admin"), PASSWORD, &error);

      g_assert_no_error (error);
    }
}

static void
job_free (gpointer data)
{
  SuperJob *job = data;

  g_free (job->id);
  g_free (job);
}

/** super_shop_open: Returns: (transfer full): a platform whose bureau has no quota, and three desks signed in to it */
SuperShop *
super_shop_open (SuperFile *file)
{
  SuperShop *shop = g_new0 (SuperShop, 1);
  g_autoptr (GError) error = NULL;

  shop->file = file;
  shop->office = office_open (0);
  shop->jobs = g_ptr_array_new_with_free_func (job_free);
  shop->intake = g_hash_table_new (g_str_hash, g_str_equal);
  shop->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  shop->now = g_get_real_time ();
  shop->third.folder = g_build_filename (shop->office->folder, "desktop-2", NULL);
  g_assert_cmpint (g_mkdir (shop->third.folder, 0700), ==, 0);
  desktop_open (&shop->third);
  pd_gateway_sandbox_set (pd_platform_thread_get_bureau (shop->office->platform),
                          PD_GATEWAY_SANDBOX_SET_QUOTA, 0, &error);
  g_assert_no_error (error);
  pd_platform_thread_call (shop->office->platform, add_people, NULL);
  for (guint i = 0; i < SUPER_N_DESKS; i++)
    {
      error = try_sign_in (shop->office, super_desk (shop, i), people[i], PASSWORD, TRUE);
      g_assert_no_error (error);
      super_sync (shop, i);
    }
  return shop;
}

void
super_shop_close (SuperShop *shop)
{
  desktop_close (&shop->third);
  g_free (shop->third.folder);
  g_free (shop->third.path);
  office_close (shop->office);
  g_ptr_array_unref (shop->jobs);
  g_hash_table_unref (shop->intake);
  g_hash_table_unref (shop->kept);
  g_free (shop);
}

void
super_sync (SuperShop *shop, guint desk)
{
  g_autoptr (GError) error = try_sync (super_desk (shop, desk));

  g_assert_no_error (error);
}

/** super_do: writes at a desk, in one transaction; nothing of it may fail */
void
super_do (SuperShop *shop, guint desk, PdStoreJob job, gpointer data)
{
  g_autoptr (GError) error = NULL;

  pd_store_write (super_desk (shop, desk)->store, job, data, NULL, &error);
  g_assert_no_error (error);
}

void
super_look (SuperShop *shop, guint desk, PdStoreJob job, gpointer data)
{
  g_autoptr (GError) error = NULL;

  pd_store_read (super_desk (shop, desk)->store, job, data, NULL, &error);
  g_assert_no_error (error);
}

typedef struct
{
  const char *sql;
  gint64 n;
} Count;

static gboolean
count_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Count *count = data;

  return pd_store_session_integer (session, count->sql, &count->n, error);
}

/** super_count: Returns: the first number that @sql finds at a desk */
gint64
super_count (SuperShop *shop, guint desk, const char *sql)
{
  Count count = { sql, 0 };

  super_look (shop, desk, count_job, &count);
  return count.n;
}

/** super_now: Returns: a time that nothing else has happened at */
gint64
super_now (SuperShop *shop)
{
  shop->now = MAX (shop->now + 1, g_get_real_time ());
  return shop->now;
}

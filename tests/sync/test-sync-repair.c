/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/sync-fixture.h"

#include "model/pd-order.h"
#include "model/pd-party.h"
#include "store/pd-store-list.h"
#include "store/pd-store-lost.h"
#include "store/pd-store-outbox.h"
#include "store/pd-store-records.h"
#include "store/pd-store-repair.h"

/* Damage to the files of a desktop and of the platform, behind their backs: found, repaired, told. */

typedef struct
{
  GPtrArray *repairs, *lost;
  PdDigest kept, computed;
} Look;

static gboolean
look_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  Look *look = data;

  look->repairs = pd_store_list_repairs (session, 1000, error);
  look->lost = look->repairs != NULL ? pd_store_list_lost (session, error) : NULL;
  return look->lost != NULL && pd_store_digest_get_sum (session, &look->kept, error) &&
         pd_store_digest_compute (session, &look->computed, error);
}

static Look
look (Office *office, guint index)
{
  Look look = { 0 };
  g_autoptr (GError) error = NULL;

  pd_store_read (office->desktops[index].store, look_job, &look, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (pd_digest_equal (&look.kept, &look.computed));
  return look;
}

static void
look_clear (Look *look)
{
  g_ptr_array_unref (look->repairs);
  g_ptr_array_unref (look->lost);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Look, look_clear)

static guint
count_kind (const Look *look, PdStoreRepairKind kind, const PdRecord *record)
{
  guint n = 0;

  for (guint i = 0; i < look->repairs->len; i++)
    {
      const PdStoreRepair *repair = g_ptr_array_index (look->repairs, i);

      n += repair->kind == kind &&
           (record == NULL || g_str_equal (repair->record_id, pd_record_get_id (record)));
    }
  return n;
}

static void
test_damage_here_is_repaired (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) dropped = make_shared_order (office, "甲");
  g_autoptr (PdRecord) altered = make_shared_order (office, "乙");
  g_autoptr (PdRecord) lineless = make_shared_order (office, "丙");
  g_autoptr (PdRecord) sound = make_shared_order (office, "丁");
  const PdRecord *const all[] = { dropped, altered, lineless, sound };
  const char *path = office->desktops[0].path;

  run_sql (path, "DELETE FROM orders WHERE id = '%s'", pd_record_get_id (dropped));
  run_sql (path, "UPDATE orders SET gross_amount = 1, remark = 'x' WHERE id = '%s'",
           pd_record_get_id (altered));
  run_sql (path, "DELETE FROM order_lines WHERE parent = (SELECT row FROM orders WHERE id = '%s')",
           pd_record_get_id (lineless));
  sync_desktop (office, 0);
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (PdRecord) here = load_like (office, 0, all[i]);

      g_assert_nonnull (here);
      g_assert_true (pd_record_equal (here, all[i]));
    }

  g_auto (Look) after = look (office, 0);
  g_auto (Look) other = look (office, 1);

  g_assert_cmpuint (after.repairs->len, ==, 3);
  g_assert_cmpuint (count_kind (&after, PD_REPAIR_FETCHED, dropped), ==, 1);
  g_assert_cmpuint (count_kind (&after, PD_REPAIR_RESTORED, altered), ==, 1);
  g_assert_cmpuint (count_kind (&after, PD_REPAIR_RESTORED, lineless), ==, 1);
  g_assert_cmpuint (after.lost->len, ==, 0);
  g_assert_cmpuint (other.repairs->len, ==, 0);
  office_close (office);
}

/* An edit that waits here is no difference, and damage below it does not cost it. */
static void
test_damage_under_an_edit (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲");
  g_autoptr (PdRecord) mine = pd_record_copy (order);
  g_autoptr (PdRecord) there = NULL;

  pd_record_set_text (mine, PD_ORDER_REMARK, "改");
  save (office, 0, mine);
  run_sql (office->desktops[0].path,
           "DELETE FROM digest WHERE id = '%s';"
           "UPDATE digest_sum SET count = count - 1 WHERE name LIKE 'order%%'",
           pd_record_get_id (order));
  sync_desktop (office, 0);
  sync_desktop (office, 1);
  there = load_like (office, 1, order);
  g_assert_cmpstr (pd_record_get_text (there, PD_ORDER_REMARK), ==, "改");

  g_auto (Look) after = look (office, 0);

  g_assert_cmpuint (after.lost->len, ==, 0);
  office_close (office);
}

/* The platform lost a record, or changed one without a revision: both desktops say so and keep what they have. */
static void
test_damage_there_is_told (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) dropped = make_shared_order (office, "甲");
  g_autoptr (PdRecord) altered = make_shared_order (office, "乙");
  g_autoptr (PdRecord) sound = make_shared_order (office, "丁");

  run_sql (office->platform_path, "DELETE FROM document WHERE id = '%s'", pd_record_get_id (dropped));
  run_sql (office->platform_path, "UPDATE document SET body = replace (body, '乙', '戊') WHERE id = '%s'",
           pd_record_get_id (altered));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PdRecord) left = NULL;
      g_autoptr (PdRecord) changed = NULL;

      sync_desktop (office, i);
      left = load_like (office, i, sound);
      changed = load_like (office, i, altered);
      g_assert_true (pd_record_equal (left, sound));
      g_assert_cmpstr (pd_record_get_text (changed, PD_ORDER_BUYER_NAME), ==, "戊");

      g_auto (Look) after = look (office, i);

      g_assert_cmpuint (after.repairs->len, ==, 2);
      g_assert_cmpuint (count_kind (&after, PD_REPAIR_GONE, dropped), ==, 1);
      g_assert_cmpuint (count_kind (&after, PD_REPAIR_REGRESSED, altered), ==, 1);
      g_assert_cmpuint (after.lost->len, ==, 2);
      for (guint j = 0; j < 2; j++)
        {
          const PdStoreLost *lost = g_ptr_array_index (after.lost, j);
          const PdRecord *was =
              g_str_equal (pd_record_get_id (lost->record), pd_record_get_id (dropped)) ? dropped : altered;

          g_assert_true (pd_record_equal (lost->record, was));
          g_assert_cmpint (lost->there, ==, was == dropped ? 0 : 1);
        }
      /* Once is enough. */
      sync_desktop (office, i);
      g_auto (Look) again = look (office, i);
      g_assert_cmpuint (again.repairs->len, ==, 2);
    }
  office_close (office);
}

#define RESTORED_TABLES(F) F (document) F (change_log) F (tenant_head) F (applied) F (replica) F (digest)
#define BACKUP(name) "CREATE TABLE backup_" #name " AS SELECT * FROM " #name ";"
#define RESTORE(name) "DELETE FROM " #name "; INSERT INTO " #name " SELECT * FROM backup_" #name ";"

static void
new_history (PdPlatform *platform, gpointer data)
{
  g_assert_true (pd_platform_start_new_history (platform, NULL));
}

static gboolean
begin_history_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_begin_history (session, NULL, error);
}

/* Last night's backup: what it does not have is kept on the desktops that have it, and told; what waits goes. */
static void
check_restored_platform (gboolean interrupted)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) changed = make_shared_order (office, "甲");
  g_autoptr (PdRecord) sound = make_shared_order (office, "乙");
  g_autoptr (PdRecord) later = NULL;
  g_autoptr (PdRecord) newer = pd_record_copy (changed);
  g_autoptr (PdRecord) waiting = make_order ("等待");
  guint received;

  run_sql (office->platform_path, RESTORED_TABLES (BACKUP));
  pd_record_set_text (newer, PD_ORDER_REMARK, "第二天");
  save (office, 0, newer);
  later = make_shared_order (office, "丙");
  save (office, 0, waiting);
  run_sql (office->platform_path, "PRAGMA foreign_keys = OFF; BEGIN;" RESTORED_TABLES (RESTORE) "COMMIT;");
  pd_platform_thread_call (office->platform, new_history, NULL);
  received = pd_sync_service_get_received (office->desktops[1].service);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (PdRecord) here = NULL;
      g_autoptr (GError) error = NULL;

      /* The power went, or the network, before both sides were compared. */
      if (interrupted)
        pd_store_write (office->desktops[i].store, begin_history_job, NULL, NULL, &error);
      g_assert_no_error (error);
      sync_desktop (office, i);
      here = load_like (office, i, changed);
      g_assert_true (pd_record_equal (here, changed));
      g_assert_cmpint (pd_record_get_revision (here), ==, 1);

      g_auto (Look) after = look (office, i);

      g_assert_cmpuint (after.lost->len, ==, 2);
      g_assert_cmpuint (after.repairs->len, ==, 2);
      g_assert_cmpuint (count_kind (&after, PD_REPAIR_REGRESSED, changed), ==, 1);
      g_assert_cmpuint (count_kind (&after, PD_REPAIR_GONE, later), ==, 1);
      g_assert_true (((const PdStoreRepair *) g_ptr_array_index (after.repairs, 0))->restored);
    }
  /* The order that waited is on the platform and came to the other desktop; nothing was read anew by the feed. */
  g_autoptr (PdRecord) there = load_like (office, 1, waiting);

  g_assert_nonnull (there);
  g_assert_cmpuint (pd_sync_service_get_received (office->desktops[1].service), ==, received);
  office_close (office);
}

static gboolean
issue_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_add_command (session, &pd_order_type, data, "issue", NULL, g_get_real_time (), error);
}

static gboolean
invoices_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_session_integer (session, "SELECT count (*) FROM invoices", data, error);
}

static gint64
count_invoices (Office *office, guint index)
{
  gint64 count = 0;

  pd_store_read (office->desktops[index].store, invoices_job, &count, NULL, NULL);
  return count;
}

/* What somebody may no longer read has not been lost, though a restored platform does not list it. */
static void
test_restored_and_forbidden (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲");

  pd_store_write (office->desktops[1].store, issue_job, (gpointer) pd_record_get_id (order), NULL, NULL);
  for (guint i = 0; i < 100 && count_invoices (office, 1) == 0; i++)
    sync_desktop (office, 1);
  pd_platform_thread_call (office->platform, new_history, NULL);
  run_sql (office->platform_path, "UPDATE user SET role = 'warehouse' WHERE name = 'finance'");
  sync_desktop (office, 1);
  for (guint i = 0; i < 500 && count_invoices (office, 1) > 0; i++)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (10 * G_TIME_SPAN_MILLISECOND);
    }
  g_assert_cmpint (count_invoices (office, 1), ==, 0);

  g_auto (Look) after = look (office, 1);

  g_assert_cmpuint (after.lost->len, ==, 0);
  g_assert_cmpuint (after.repairs->len, ==, 0);
  run_sql (office->platform_path, "UPDATE user SET role = 'finance' WHERE name = 'finance'");
  sync_desktop (office, 1);
  g_assert_cmpint (count_invoices (office, 1), ==, 1);
  office_close (office);
}

static void
test_restored_platform (void)
{
  check_restored_platform (FALSE);
}

static void
test_restored_and_interrupted (void)
{
  check_restored_platform (TRUE);
}

typedef struct
{
  Wait wait;
  guint n_taken, n_left;
} GiveBack;

static void
given_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GiveBack *give = user_data;

  pd_sync_service_give_back_finish (PD_SYNC_SERVICE (source), result, &give->n_taken, &give->n_left,
                                    &give->wait.error);
  give->wait.done = TRUE;
}

static GiveBack
give_back (Office *office, guint index)
{
  GiveBack give = { 0 };

  pd_sync_service_give_back_async (office->desktops[index].service, NULL, given_back_cb, &give);
  while (!give.wait.done)
    g_main_context_iteration (NULL, TRUE);
  return give;
}

/* The day comes back from a computer that has it, once, and the other computer's list is empty then, too. */
static void
test_day_is_given_back (void)
{
  Office *office = office_open_signed_in ("clerk", "admin");
  g_autoptr (PdRecord) changed = make_shared_order (office, "甲");
  g_autoptr (PdRecord) newer = pd_record_copy (changed);
  g_autoptr (PdRecord) later = NULL;

  run_sql (office->platform_path, RESTORED_TABLES (BACKUP));
  pd_record_set_text (newer, PD_ORDER_REMARK, "第二天");
  save (office, 0, newer);
  later = make_shared_order (office, "丙");
  run_sql (office->platform_path, "PRAGMA foreign_keys = OFF; BEGIN;" RESTORED_TABLES (RESTORE) "COMMIT;");
  pd_platform_thread_call (office->platform, new_history, NULL);
  for (guint i = 0; i < 2; i++)
    sync_desktop (office, i);

  /* A clerk may not. */
  GiveBack refused = give_back (office, 0);

  g_assert_nonnull (refused.wait.error);
  g_clear_error (&refused.wait.error);

  GiveBack given = give_back (office, 1);

  g_assert_no_error (given.wait.error);
  g_assert_cmpuint (given.n_taken, ==, 2);
  g_assert_cmpuint (given.n_left, ==, 0);
  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 2; i++)
      {
        sync_desktop (office, i);

        g_autoptr (PdRecord) first = load_like (office, i, changed);
        g_autoptr (PdRecord) second = load_like (office, i, later);
        g_auto (Look) after = look (office, i);

        g_assert_cmpstr (pd_record_get_text (first, PD_ORDER_REMARK), ==, "第二天");
        g_assert_cmpstr (pd_record_get_text (second, PD_ORDER_BUYER_NAME), ==, "丙");
        g_assert_cmpint (pd_record_get_revision (first), ==, 3);
        g_assert_cmpuint (after.lost->len, ==, 0);
        g_assert_cmpuint (count_kind (&after, PD_REPAIR_GIVEN_BACK, NULL), ==, i == 0 ? 0 : 2);
      }
  office_close (office);
}

static void
count_answers (PdPlatform *platform, gpointer data)
{
  guint64 *total = data;
  GHashTableIter iter;
  gpointer count;

  *total = 0;
  g_hash_table_iter_init (&iter, platform->answers);
  while (g_hash_table_iter_next (&iter, NULL, &count))
    *total += *(guint64 *) count;
}

static void
test_idle_is_one_round_trip (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (PdRecord) order = make_shared_order (office, "甲");
  guint64 before, after;

  for (guint i = 0; i < 3; i++)
    {
      pd_platform_thread_call (office->platform, count_answers, &before);
      sync_desktop (office, i % 2);
      pd_platform_thread_call (office->platform, count_answers, &after);
      g_assert_cmpuint (after, ==, before + 1);
    }
  office_close (office);
}

static gboolean
delete_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  PdRecord *record = data;

  return pd_store_delete_record (session, pd_record_get_record_type (record), pd_record_get_id (record),
                                 g_get_real_time (), error);
}

static gboolean
save_again_job (PdStoreSession *session, gpointer data, GCancellable *cancellable, GError **error)
{
  return pd_store_save_record (session, data, g_get_real_time (), error);
}

static void
do_something (Office *office, guint index, GPtrArray *records, GRand *random)
{
  g_autofree char *text = g_strdup_printf ("买方%u", g_rand_int_range (random, 0, 100000));
  g_autoptr (PdRecord) record = NULL;

  if (records->len < 20 || g_rand_int_range (random, 0, 4) == 0)
    {
      record = make_order (text);
      g_ptr_array_add (records, pd_record_ref (record));
      save (office, index, record);
      return;
    }
  record = load_like (office, index,
                      g_ptr_array_index (records, g_rand_int_range (random, 0, (gint32) records->len)));
  if (record == NULL)
    return;
  /* What is refused, as an edit of what waits in the inbox, is part of the game. */
  if (g_rand_int_range (random, 0, 12) == 0)
    {
      pd_store_write (office->desktops[index].store, delete_job, record, NULL, NULL);
      return;
    }
  pd_record_set_text (record, g_rand_boolean (random) ? PD_ORDER_REMARK : PD_ORDER_BUYER_NAME, text);
  pd_store_write (office->desktops[index].store, save_again_job, record, NULL, NULL);
}

/* Nothing is found where nothing was wrong: edits, merges, conflicts, deletions. */
static void
test_nothing_wrong_nothing_found (void)
{
  Office *office = office_open_signed_in ("clerk", "finance");
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_record_unref);
  g_autoptr (GRand) random = g_rand_new_with_seed (23);

  for (guint i = 0; i < 1000; i++)
    {
      guint index = (guint) g_rand_int_range (random, 0, 2);

      do_something (office, index, records, random);
      if (g_rand_int_range (random, 0, 8) == 0)
        sync_desktop (office, (guint) g_rand_int_range (random, 0, 2));
    }
  for (guint i = 0; i < 4; i++)
    sync_desktop (office, i % 2);

  g_auto (Look) one = look (office, 0);
  g_auto (Look) two = look (office, 1);

  g_test_message ("%" G_GINT64_FORMAT " records", one.kept.count);
  g_assert_true (pd_digest_equal (&one.kept, &two.kept));
  g_assert_cmpuint (one.repairs->len, ==, 0);
  g_assert_cmpuint (two.repairs->len, ==, 0);
  office_close (office);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/repair/here", test_damage_here_is_repaired);
  g_test_add_func ("/sync/repair/under-an-edit", test_damage_under_an_edit);
  g_test_add_func ("/sync/repair/there", test_damage_there_is_told);
  g_test_add_func ("/sync/repair/restored", test_restored_platform);
  g_test_add_func ("/sync/repair/restored-and-interrupted", test_restored_and_interrupted);
  g_test_add_func ("/sync/repair/restored-and-forbidden", test_restored_and_forbidden);
  g_test_add_func ("/sync/repair/given-back", test_day_is_given_back);
  g_test_add_func ("/sync/repair/idle", test_idle_is_one_round_trip);
  g_test_add_func ("/sync/repair/nothing-wrong", test_nothing_wrong_nothing_found);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim.h"

#include "model/pd-attachment.h"
#include "model/pd-order.h"
#include "platform/pd-platform-blob-file.h"
#include "platform/pd-platform-blobs.h"
#include "store/pd-store-blobs.h"
#include "store/pd-store-rows.h"

#include <glib/gstdio.h>
#include <string.h>

/* People attach files to orders, take them away and open them; and what must be true of files (I20). */

/** Attaching: one thing that somebody does with a file of an order. */
typedef struct
{
  PdRecord *order;   /* (owned) (nullable) */
  PdStoreBlob *blob; /* (owned) (nullable) */
  const char *attachment;
} Attaching;

static void
attaching_clear (Attaching *self)
{
  g_clear_pointer (&self->order, pd_record_unref);
  g_clear_pointer (&self->blob, pd_store_blob_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Attaching, attaching_clear)

/* One of the newest orders that are shown; with an attachment, if @attached. */
static gboolean
pick (SimDesktop *desktop, SimRandom *random, gboolean attached, Attaching *self)
{
  g_autoptr (PdStatement) statement = pd_store_session_prepare (
      desktop->session,
      attached
          ? "SELECT id FROM orders AS o WHERE deleted = 0 AND EXISTS (SELECT 1 FROM order_attachments AS a"
            " WHERE a.parent = o.row) ORDER BY id DESC LIMIT 4"
          : "SELECT id FROM orders WHERE deleted = 0 ORDER BY id DESC LIMIT 4",
      NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  gboolean row;

  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    g_ptr_array_add (ids, g_strdup (pd_statement_text (statement, 0)));
  return ids->len > 0 &&
         pd_store_row_load (desktop->session, &pd_order_type,
                            g_ptr_array_index (ids, sim_random_below (random, ids->len)), &self->order,
                            NULL) &&
         self->order != NULL;
}

/* A file of its own, or one that somebody else has attached, too. Few are longer than what travels at once. */
static PdStoreBlob *
make_file (SimDesktop *desktop, SimRandom *random)
{
  Sim *sim = desktop->sim;
  guint number = sim_random_chance (random, 200) ? 1 + sim->n_files / 2 : ++sim->n_files;
  g_autofree char *word = g_strdup_printf ("%u of %" G_GUINT64_FORMAT "\n", number, sim->options->seed);
  g_autofree char *path = g_strdup_printf ("%s/file.txt", sim_folder ());
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  gsize size = number % 6 == 0 ? 1024 * 1024 + number * 7 : 20 + number * 37 % 5000;
  PdStoreBlob *blob;

  while (text->len < size)
    g_string_append (text, word);
  if (!g_file_set_contents (path, text->str, (gssize) text->len, NULL))
    return NULL;
  blob = pd_store_blob_take_file (desktop->path, file, NULL, &error);
  if (blob == NULL)
    sim_fail (sim, "P", "a file cannot be attached: %s", error->message);
  return blob;
}

static gboolean
attach_job (SimDesktop *desktop, gpointer data, GError **error)
{
  Attaching *self = data;

  return pd_store_add_attachment (desktop->session, &pd_order_type, pd_record_get_id (self->order),
                                  self->blob, sim_desktop_now (desktop), NULL, error);
}

void
sim_attach (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Attaching) self = { 0 };

  if (desktop->engine == NULL || !pick (desktop, random, FALSE, &self))
    return;
  self.blob = make_file (desktop, random);
  if (self.blob == NULL || !sim_desktop_write (desktop, attach_job, &self))
    return;
  sim_trace (desktop->sim, "desktop %u attaches %.8s", desktop->index, self.blob->sha256);
  sim_saved (desktop);
  sim_blobs_kick (desktop);
}

static gboolean
detach_job (SimDesktop *desktop, gpointer data, GError **error)
{
  const Attaching *self = data;

  return pd_store_remove_attachment (desktop->session, &pd_order_type, pd_record_get_id (self->order),
                                     self->attachment, sim_desktop_now (desktop), NULL, error);
}

void
sim_detach (SimDesktop *desktop, SimRandom *random)
{
  g_auto (Attaching) self = { 0 };

  if (desktop->engine == NULL || !pick (desktop, random, TRUE, &self))
    return;
  self.attachment = pd_record_get_id (g_ptr_array_index (pd_record_get_attachments (self.order), 0));
  if (sim_desktop_write (desktop, detach_job, &self))
    sim_saved (desktop);
}

/* Somebody opens an attachment that is not on this computer. Returns: whether there is any. */
gboolean
sim_fetch (SimDesktop *desktop, SimRandom *random)
{
  g_autoptr (PdStatement) statement = NULL;
  g_autoptr (GPtrArray) hashes = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (gint64));
  gboolean row;
  guint which;

  if (desktop->engine == NULL)
    return FALSE;
  statement =
      pd_store_session_prepare (desktop->session,
                                "SELECT DISTINCT sha256, size FROM order_attachments ORDER BY sha256", NULL);
  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    {
      gint64 size = sqlite3_column_int64 (statement, 1);

      if (pd_store_blob_is_here (desktop->path, pd_statement_text (statement, 0), size))
        continue;
      g_ptr_array_add (hashes, g_strdup (pd_statement_text (statement, 0)));
      g_array_append_val (sizes, size);
    }
  if (hashes->len == 0)
    return FALSE;
  which = sim_random_below (random, hashes->len);
  sim_fetch_file (desktop, g_ptr_array_index (hashes, which), g_array_index (sizes, gint64, which));
  return TRUE;
}

/* Everybody opens whatever is not there. */
void
sim_fetch_all (Sim *sim, guint rounds)
{
  for (guint round = 0; round < rounds && sim->options->fates[SIM_ATTACH]; round++)
    for (guint i = 0; i < sim->options->n_desktops && sim->violation == NULL; i++)
      if (sim_fetch (sim->desktops[i], &sim->people))
        sim_run_for (sim, 3 * G_TIME_SPAN_SECOND);
}

/* What must be true */

static char *
hash_of (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);

  return file != NULL ? g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                                     (const guchar *) g_mapped_file_get_contents (file),
                                                     g_mapped_file_get_length (file))
                      : NULL;
}

/* I20: what has its name is it. */
void
sim_check_file (Sim *sim, const char *who, const char *path, const char *sha256)
{
  g_autofree char *hash = hash_of (path);

  if (g_strcmp0 (hash, sha256) != 0)
    sim_fail (sim, "I20", "%s has %.8s under the name of %.8s", who, hash != NULL ? hash : "nothing", sha256);
}

typedef void (*EachFile) (Sim *sim, const char *hash, gint64 size);

static void
for_each_file (Sim *sim, const char *sql, EachFile each)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdPlatformRows) rows =
      pd_platform_sql_query (sim->platform.platform->sql, &error, sql, "t", sim->platform.tenants[0]);

  while (rows != NULL && pd_platform_rows_next (rows, &error) == PD_PLATFORM_STEP_ROW)
    each (sim, pd_platform_rows_text (rows, 0), pd_platform_rows_integer (rows, 1));
  if (error != NULL && !sim_disk_is_down (sim->platform.disk))
    sim_fail (sim, "P", "%s", error->message);
}

static void
check_complete (Sim *sim, const char *hash, gint64 size)
{
  g_autofree char *path = pd_platform_blob_path (sim->platform.platform, sim->platform.tenants[0], hash);

  /* A restored database may know a file that has gone since. */
  if (!sim->restored || g_file_test (path, G_FILE_TEST_EXISTS))
    sim_check_file (sim, "the platform", path, hash);
}

/* I20: of what is complete the hash is right; and what nobody has named for a month has gone. */
void
sim_check_platform_files (Sim *sim)
{
  if (sim->platform.platform == NULL || !sim->options->fates[SIM_ATTACH])
    return;
  for_each_file (sim, "SELECT sha256, size FROM blob WHERE tenant = ? AND complete = 1", check_complete);
  if (sim_platform_integer (
          sim,
          "SELECT count (*) FROM blob AS b WHERE tenant = ? AND (unreferenced_at IS NULL) <>"
          " EXISTS (SELECT 1 FROM blob_reference AS r WHERE r.tenant = b.tenant"
          " AND r.sha256 = b.sha256)",
          sim->platform.tenants[0]) != 0)
    sim_fail (sim, "I20", "the platform counts the records that name a file wrongly");
}

/* I20: nothing is issued without its files. */
void
sim_check_issued_files (Sim *sim, const PdRecord *order)
{
  GPtrArray *all = pd_record_get_attachments (order);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const char *hash = pd_record_get_text (g_ptr_array_index (all, i), PD_ATTACHMENT_SHA256);
      g_autofree char *path = pd_platform_blob_path (sim->platform.platform, sim->platform.tenants[0], hash);

      sim_check_file (sim, "an issued order on the platform", path, hash);
    }
}

static void
check_named (Sim *sim, const char *hash, gint64 size)
{
  g_autofree char *path = pd_platform_blob_path (sim->platform.platform, sim->platform.tenants[0], hash);

  /* Whose queue was rolled back has sent it, or nobody has. */
  if (size == 0)
    sim_fail (sim, "I20", "the platform never got %.8s, which a record names", hash);
  else
    sim_check_file (sim, "the platform", path, hash);
}

static void
check_desktop_files (SimDesktop *desktop)
{
  g_autoptr (PdStatement) statement =
      pd_store_session_prepare (desktop->session, "SELECT sha256, size FROM blob ORDER BY sha256", NULL);
  g_autofree char *who = g_strdup_printf ("desktop %u", desktop->index);
  gboolean row;

  while (statement != NULL && pd_store_session_step (desktop->session, statement, &row, NULL) && row)
    {
      const char *hash = pd_statement_text (statement, 0);
      g_autofree char *path = pd_store_blob_path (desktop->path, hash);

      if (pd_store_blob_is_here (desktop->path, hash, sqlite3_column_int64 (statement, 1)))
        sim_check_file (desktop->sim, who, path, hash);
    }
}

/* When everything is quiet, what a record names is on the platform. */
void
sim_check_files_end (Sim *sim)
{
  if (!sim->options->fates[SIM_ATTACH])
    return;
  sim_check_platform_files (sim);
  for (guint i = 0; i < sim->options->n_desktops; i++)
    check_desktop_files (sim->desktops[i]);
  if (sim->restored || sim->rolled_back || sim->jumped)
    return;
  for_each_file (sim,
                 "SELECT DISTINCT r.sha256, (SELECT b.complete FROM blob AS b WHERE b.tenant = r.tenant"
                 " AND b.sha256 = r.sha256) FROM blob_reference AS r WHERE r.tenant = ?",
                 check_named);
}

static void
forge (Sim *sim, const char *hash, gint64 size)
{
  g_autofree char *path = pd_platform_blob_path (sim->platform.platform, sim->platform.tenants[0], hash);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *sql = g_strdup_printf (
      "INSERT OR REPLACE INTO blob (tenant, sha256, size, received, complete, created_at, unreferenced_at)"
      " VALUES ('%s', '%s', 0, 0, 1, 0, NULL)",
      sim->platform.tenants[0], hash);

  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, "", 0, NULL);
  if (!pd_platform_sql_script (sim->platform.platform->sql, sql, NULL) &&
      !sim_disk_is_down (sim->platform.disk))
    g_error ("sabotage: %s", sql);
}

/* The planted bug: the platform says of every file that is named that it has it. */
void
sim_forge_files (Sim *sim)
{
  for_each_file (
      sim,
      "SELECT DISTINCT sha256, 0 FROM blob_reference AS r WHERE tenant = ? AND NOT EXISTS (SELECT 1"
      " FROM blob AS b WHERE b.tenant = r.tenant AND b.sha256 = r.sha256 AND b.complete = 1)",
      forge);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/pd-order.h"
#include "model/record-generator.h"
#include "wire/pd-wire-digest.h"
#include "wire/pd-wire-lost.h"
#include "wire/pd-wire.h"

#include <string.h>

/*
 * Writes the inputs that the targets "wire" and "merge" start from, made by a fixed seed:
 *
 *   make-corpus tests/fuzz/corpus
 *
 * The other targets' first inputs are short enough to be written by hand.
 */

#define SEED 20261101
#define N_PROGRAMS 12
#define HASH "00112233445566778899aabbccddeeff"

static void
save (const char *folder, const char *target, const char *name, const char *data, gsize size)
{
  g_autofree char *path = g_build_filename (folder, target, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, data, (gssize) size, &error))
    g_error ("%s", error->message);
}

/* @text: (transfer full) */
static void
save_text (const char *folder, const char *name, char letter, char *text)
{
  g_autofree char *owned = text, *whole = g_strdup_printf ("%c%s", letter, text);

  save (folder, "wire", name, whole, strlen (whole));
}

static void
save_records (const char *folder, GRand *random)
{
  for (const PdRecordType *const *type = pd_record_types (); *type != NULL; type++)
    {
      g_autoptr (PdRecord) record = generate_record (random, *type, 2);
      g_autofree char *name = g_strdup_printf ("record-%s", (*type)->name);

      pd_record_set_unknown (record, "newer",
                             "{\"a\":[1.10,\"x\",18446744073709551616,null,{\"id\":\"b\"}]}");
      save_text (folder, name, 'r', pd_wire_record_to_text (record));
    }
}

static void
save_patches (const char *folder, GRand *random)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (PdRecord) before = generate_order (random);
      g_autoptr (PdRecord) after = generate_edit (random, before, 8);
      g_autoptr (PdPatch) patch = pd_diff (before, after);
      g_autofree char *text = pd_wire_patch_to_text (patch), *name = g_strdup_printf ("patch-%u", i);

      save_text (folder, name, 'p', g_strdup_printf ("order\n%s", text));
    }
}

static void
save_push (const char *folder, GRand *random)
{
  g_autofree char *replica = generate_id (random);
  g_autoptr (PdWirePush) push = pd_wire_push_new ("epoch", replica);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);

  for (guint i = 0; i < 4; i++)
    {
      PdMutation *mutation = generate_mutation (random);
      g_autofree char *name = g_strdup_printf ("mutation-%u", i);

      mutation->counter = i + 1;
      save_text (folder, name, 'm', pd_wire_mutation_to_text (mutation));
      g_ptr_array_add (push->mutations, mutation);
      g_ptr_array_add (results, generate_result (random));
    }
  save_text (folder, "push", 'q', pd_wire_push_to_text (push));
  save_text (folder, "results", 's', pd_wire_results_to_text (results));
}

static void
save_page (const char *folder, GRand *random)
{
  g_autoptr (PdWirePage) page = pd_wire_page_new ();
  g_autoptr (PdRecord) order = generate_order (random);
  g_autofree char *id = generate_id (random);
  PdWireDeparture *departure = pd_wire_departure_new (&pd_order_type, id, "order:2026", 3);
  PdDigest digest = { .count = 1, .high = 0x1122334455667788, .low = 99 };
  GString *out = g_string_new (NULL);

  page->epoch = g_strdup ("epoch");
  page->next = g_strdup ("cursor");
  page->last = page->head = 7;
  page->types = g_strsplit ("order buyer", " ", -1);
  pd_wire_page_set_digest (page, "order:2026", &digest);
  g_ptr_array_add (page->results, generate_result (random));
  pd_wire_write_record (out, order);
  g_string_append_c (out, '\n');
  pd_wire_write_departure (out, departure);
  g_string_append_c (out, '\n');
  pd_wire_departure_free (departure);
  pd_wire_write_page_end (out, page, 2);
  save_text (folder, "page", 'g', g_string_free (out, FALSE));
}

static void
save_digests (const char *folder, GRand *random)
{
  g_autofree char *id = generate_id (random);
  g_autoptr (PdRecord) order = generate_order (random);
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_wire_lost_free);

  g_ptr_array_add (all, pd_wire_lost_new (2, order));
  save_text (folder, "lost", 'l', pd_wire_lost_to_text ("epoch", all));
  save_text (folder, "digest", 'd',
             g_strdup ("{\"format\":1,\"epoch\":\"e\",\"head\":3,\"next\":\"c\","
                       "\"buckets\":[{\"count\":2,\"sum\":\"" HASH "\"}]}\n"));
  save_text (folder, "bucket", 'b',
             g_strdup_printf ("{\"format\":1,\"epoch\":\"e\",\"head\":3,\"records\":[{\"type\":\"order\","
                              "\"id\":\"%s\",\"revision\":2,\"hash\":\"" HASH "\"}]}\n",
                              id));
  save_text (folder, "summary", 'y',
             g_strdup ("{\"format\":1,\"epoch\":\"e\",\"head\":3,\"months\":[{\"type\":\"order\","
                       "\"month\":\"2026-11\",\"count\":2,\"total\":23500}]}\n"));
  save_text (folder, "syntax", 'v',
             g_strdup ("{\"a\":[1,-0.5e+3,true,false,null,\"\\u00e9\\ud83d\\ude00\\n\"],\"b\":{\"c\":{}}}"));
}

static void
save_programs (const char *folder, GRand *random)
{
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      g_autofree char *name = g_strdup_printf ("program-%02u", i);
      char bytes[512];

      for (guint j = 0; j < sizeof bytes; j++)
        bytes[j] = (char) g_rand_int_range (random, 0, 256);
      /* Half of them are orders, the rest other types. */
      bytes[0] = (char) i;
      save (folder, "merge", name, bytes, sizeof bytes);
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (SEED);

  if (argc != 2)
    {
      g_printerr ("Usage: make-corpus FOLDER\n");
      return 64;
    }
  save_records (argv[1], random);
  save_patches (argv[1], random);
  save_push (argv[1], random);
  save_page (argv[1], random);
  save_digests (argv[1], random);
  save_programs (argv[1], random);
  return 0;
}

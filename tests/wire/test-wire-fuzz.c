/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/record-generator.h"
#include "wire/pd-wire.h"

#include "model/pd-order.h"

#include <string.h>

#define N_ROUNDS 20000

/* Changes a few bytes of a document: any byte, a byte of JSON, a piece taken out or doubled. */
static void
damage (GRand *random, GString *text)
{
  static const char signs[] = "{}[]\",:\\u0019-.eE tfn\x7f\xef\xbf";
  guint n = 1 + (guint) g_rand_int_range (random, 0, 3);

  for (guint i = 0; i < n && text->len > 4; i++)
    {
      gsize at = (gsize) g_rand_int_range (random, 0, (gint32) text->len);
      gsize length = (gsize) g_rand_int_range (random, 1, 9);

      switch (g_rand_int_range (random, 0, 5))
        {
        case 0:
          text->str[at] = (char) g_rand_int_range (random, 0, 256);
          break;
        case 1:
          text->str[at] = signs[g_rand_int_range (random, 0, sizeof signs - 1)];
          break;
        case 2:
          g_string_erase (text, (gssize) at, (gssize) MIN (length, text->len - at));
          break;
        case 3:
          {
            g_autofree char *piece = g_strndup (text->str + at, MIN (length, text->len - at));

            g_string_insert (text, (gssize) at, piece);
            break;
          }
        default: /* a digit for a digit: what stays a document */
          while (at < text->len && !g_ascii_isdigit (text->str[at]))
            at++;
          if (at < text->len)
            text->str[at] = (char) ('0' + g_rand_int_range (random, 0, 10));
        }
    }
}

/* Takes one document; returns whether it was accepted. What was accepted must say the same when it is written and read
 * again. */
typedef gboolean (*Reader) (const char *text, gsize length);

static gboolean
read_record (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdRecord) record = pd_wire_record_from_text (text, (gssize) length, &error), again = NULL;
  g_autoptr (PdRecord) derived = NULL;
  g_autofree char *written = NULL, *twice = NULL;

  g_assert_cmpint (record == NULL, ==, error != NULL);
  if (record == NULL)
    return FALSE;
  written = pd_wire_record_to_text (record);
  again = pd_wire_record_from_text (written, -1, &error);
  g_assert_no_error (error);
  g_assert_true (pd_record_equal (record, again));
  twice = pd_wire_record_to_text (again);
  g_assert_cmpstr (written, ==, twice);
  derived = pd_record_copy (record);
  pd_record_derive (derived);
  return TRUE;
}

static gboolean
read_push (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdWirePush) push = pd_wire_push_from_text (text, (gssize) length, &error), again = NULL;
  g_autofree char *written = NULL, *twice = NULL;

  g_assert_cmpint (push == NULL, ==, error != NULL);
  if (push == NULL)
    return FALSE;
  written = pd_wire_push_to_text (push);
  again = pd_wire_push_from_text (written, -1, &error);
  g_assert_no_error (error);
  twice = pd_wire_push_to_text (again);
  g_assert_cmpstr (written, ==, twice);
  for (guint i = 0; i < push->mutations->len; i++)
    {
      const PdMutation *mutation = g_ptr_array_index (push->mutations, i);
      g_autoptr (PdRecord) order = pd_record_new (&pd_order_type, mutation->record_id), changed = NULL;

      if (mutation->patch != NULL && pd_patch_get_record_type (mutation->patch) == &pd_order_type)
        changed = pd_patch_apply (mutation->patch, order, NULL);
    }
  return TRUE;
}

static gboolean
read_results (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) results = pd_wire_results_from_text (text, (gssize) length, &error), again = NULL;
  g_autofree char *written = NULL, *twice = NULL;

  g_assert_cmpint (results == NULL, ==, error != NULL);
  if (results == NULL)
    return FALSE;
  written = pd_wire_results_to_text (results);
  again = pd_wire_results_from_text (written, -1, &error);
  g_assert_no_error (error);
  twice = pd_wire_results_to_text (again);
  g_assert_cmpstr (written, ==, twice);
  return TRUE;
}

static char *
generate_document (GRand *random, Reader reader)
{
  g_autofree char *replica = generate_id (random);
  g_autoptr (PdWirePush) push = pd_wire_push_new ("epoch", replica);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) pd_result_free);
  g_autoptr (PdRecord) record = NULL;

  if (reader == read_push)
    {
      g_ptr_array_add (push->mutations, generate_mutation (random));
      return pd_wire_push_to_text (push);
    }
  if (reader == read_results)
    {
      g_ptr_array_add (results, generate_result (random));
      return pd_wire_results_to_text (results);
    }
  record = generate_record (random, pd_record_types ()[g_rand_int_range (random, 0, 6)], 2);
  pd_record_set_unknown (record, "unknown", "{\"a\":[1.10,\"x\",18446744073709551616]}");
  return pd_wire_record_to_text (record);
}

static void
test_reader (gconstpointer data)
{
  Reader reader = (Reader) (gsize) data;
  g_autoptr (GRand) random = g_rand_new_with_seed (17);
  g_autofree char *document = NULL;
  guint n_accepted = 0;

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      g_autoptr (GString) text = NULL;
      g_autofree char *exact = NULL;

      if (i % 20 == 0)
        {
          g_free (document);
          document = generate_document (random, reader);
          g_assert_true (reader (document, strlen (document)));
        }
      text = g_string_new (document);
      damage (random, text);
      exact = g_memdup2 (text->str, text->len); /* without a NUL at its end */
      n_accepted += reader (exact, text->len);
    }
  /* Enough damage goes unnoticed to try what follows, and enough is noticed. */
  g_test_message ("%u of %u accepted", n_accepted, N_ROUNDS);
  g_assert_cmpuint (n_accepted, >, N_ROUNDS / 20);
  g_assert_cmpuint (n_accepted, <, N_ROUNDS * 9 / 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/wire/fuzz/record", (gconstpointer) (gsize) read_record, test_reader);
  g_test_add_data_func ("/wire/fuzz/push", (gconstpointer) (gsize) read_push, test_reader);
  g_test_add_data_func ("/wire/fuzz/results", (gconstpointer) (gsize) read_results, test_reader);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reading/pd-reader.h"

#include <glib/gstdio.h>
#include <string.h>

#include "ofd-fixture.h"
#include "picture-fixture.h"
#include "signed-pdf.h"

static const char *program;

static GBytes *
invoice (void)
{
  static const char text[] = "<FP><FPHM>26330000000000000017</FPHM><KPRQ>20260402</KPRQ><XSFMC>甲</XSFMC>"
                             "<GMFMC>乙</GMFMC><JSHJXX>113.00</JSHJXX></FP>";

  return g_bytes_new_static (text, sizeof text - 1);
}

static void
assert_reads (PdReader *reader)
{
  g_autoptr (GBytes) bytes = invoice ();
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_reader_read (reader, bytes, "一.xml", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (pd_reading_get_file (reading), ==, "一.xml");
  g_assert_cmpstr (pd_reading_get (reading, PD_READING_TOTAL), ==, "113.00");
}

static void
test_reads (void)
{
  g_autoptr (PdReader) reader = pd_reader_new (program);
  g_autoptr (GBytes) wrong = g_bytes_new_static ("hello", 5);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) none = NULL;

  assert_reads (reader);
  g_test_message ("walls: %s",
                  pd_reader_get_walls (reader) == PD_READER_WALLS_SANDBOX ? "sandbox" : "filter");
  g_assert_null (pd_reader_read (reader, wrong, "a.txt", NULL, &error));
  g_assert_error (error, PD_READ_ERROR, PD_READ_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "a.txt"));
  g_assert_null (pd_reader_read (reader, empty, "b.txt", NULL, &none));
  g_assert_error (none, PD_READ_ERROR, PD_READ_ERROR_FORMAT);
  for (guint i = 0; i < 20; i++)
    assert_reads (reader);
}

/* Behind the walls, where no library may start a helper, every kind of picture is decoded: what is missing in these is
 * only the invoice. */
static void
test_pictures (void)
{
  g_autoptr (PdReader) reader = pd_reader_new (program);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 50, 40);
  GBytes *files[] = { picture_fixture_png (surface), picture_fixture_jpeg (surface, 75),
                      picture_fixture_bmp (surface), picture_fixture_tiff (surface, 6, 300) };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) start = g_bytes_new_from_bytes (files[i], 0, 20);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) damage = NULL;

      g_assert_null (pd_reader_read (reader, files[i], "a", NULL, &error));
      g_assert_error (error, PD_READ_ERROR, PD_READ_ERROR_NO_INVOICE);
      g_assert_null (pd_reader_read (reader, start, "a", NULL, &damage));
      g_assert_error (damage, PD_READ_ERROR, PD_READ_ERROR_DAMAGED);
      g_bytes_unref (files[i]);
    }
  cairo_surface_destroy (surface);
}

/* The signature of @bytes as the process tells it; both ways of asking tell the same. */
static PdSignature *
signature_of (GBytes *bytes)
{
  g_autoptr (PdReader) reader = pd_reader_new (program);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) unread = NULL;
  g_autoptr (GPtrArray) signatures = pd_reader_check_signatures (reader, bytes, "a", NULL, &error);
  g_autoptr (PdReading) reading = pd_reader_read (reader, bytes, "a", NULL, &unread);

  g_assert_no_error (error);
  g_assert_cmpuint (signatures->len, ==, 1);
  if (reading != NULL)
    {
      GPtrArray *read = pd_reading_get_signatures (reading);
      const PdSignature *first = read->pdata[0];

      g_assert_cmpint (first->verdict, ==, ((PdSignature *) signatures->pdata[0])->verdict);
    }
  return g_ptr_array_steal_index (signatures, 0);
}

static void
test_signatures (void)
{
  const SignedPdf how = { .owner = "杭州临溪样例科技有限公司" };
  gsize start, end;
  g_autoptr (GByteArray) pdf = signed_pdf_new (&how, &start, &end);
  g_autoptr (GBytes) whole = g_bytes_new (pdf->data, pdf->len);
  g_autoptr (GBytes) ofd = ofd_fixture_bytes (
      &(OfdFixture){ .body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>" });
  g_autoptr (GBytes) flipped = NULL;
  g_autoptr (PdSignature) said = signature_of (whole);
  g_autoptr (PdSignature) changed = NULL;
  g_autoptr (PdSignature) missing = signature_of (ofd);
  g_autofree char *sentence = pd_signature_sentence (said);
  g_autoptr (PdReader) reader = pd_reader_new (program);
  g_autoptr (GBytes) xml = invoice ();
  g_autoptr (GPtrArray) none = pd_reader_check_signatures (reader, xml, "a.xml", NULL, NULL);

  g_assert_cmpint (said->verdict, ==, PD_SIGNATURE_UNKNOWN_SIGNER);
  g_assert_cmpstr (said->signer, ==, how.owner);
  g_assert_cmpint (ABS (said->signed_at - g_get_real_time ()), <, 24 * G_TIME_SPAN_HOUR);
  g_assert_nonnull (strstr (sentence, how.owner));
  g_assert_cmpint (missing->verdict, ==, PD_SIGNATURE_CHANGED);
  g_assert_cmpstr (missing->what, ==, "It mentions a signature that is not in it.");
  g_assert_cmpuint (none->len, ==, 0);

  pdf->data[end + 20] ^= 1;
  flipped = g_bytes_new (pdf->data, pdf->len);
  changed = signature_of (flipped);
  g_assert_cmpint (changed->verdict, >=, PD_SIGNATURE_CHANGED);
}

/* A signature is never left out by a process that is lied to, or lies. */
static void
test_unknown_answer (const char *answer)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-reader-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "reader", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\nprintf '+S\\%03o\\000\\000\\000%s'; exec cat >&2\n",
                                           (guint) strlen (answer), answer);
  g_autoptr (PdReader) reader = pd_reader_new (path);
  g_autoptr (GBytes) bytes = invoice ();
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_assert_null (pd_reader_check_signatures (reader, bytes, "a", NULL, &error));
  g_assert_error (error, PD_READ_ERROR, PD_READ_ERROR_READER);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_unknown_answers (void)
{
  test_unknown_answer ("{}");
  test_unknown_answer ("[7]");
  test_unknown_answer ("[{}]");
  test_unknown_answer ("[{\"state\":\"none\"}]");
  test_unknown_answer ("[{\"state\":\"splendid\"}]");
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PdReading) reading = pd_reader_read_finish (result, &error);

  g_assert_no_error (error);
  (*(guint *) data)++;
}

static void
test_async (void)
{
  g_autoptr (PdReader) reader = pd_reader_new (program);
  g_autoptr (GBytes) bytes = invoice ();
  guint n = 0;

  for (guint i = 0; i < 10; i++)
    pd_reader_read_async (reader, bytes, "a.xml", NULL, read_cb, &n);
  while (n < 10)
    g_main_context_iteration (NULL, TRUE);
}

/* A reader that does what @script says, and whether reading with it fails as it should. */
static void
assert_misbehaves (const char *script, gint64 timeout)
{
  g_autofree char *folder = g_dir_make_tmp ("piaodan-reader-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "reader", NULL);
  g_autofree char *text = g_strdup_printf ("#!/bin/sh\n%s\n", script);
  g_autoptr (PdReader) reader = pd_reader_new (path);
  g_autoptr (GBytes) bytes = invoice ();
  gint64 before = g_get_monotonic_time ();

  g_assert_true (g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  pd_reader_set_timeout (reader, timeout);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", script);
      g_assert_null (pd_reader_read (reader, bytes, "a.xml", NULL, &error));
      g_assert_error (error, PD_READ_ERROR, PD_READ_ERROR_READER);
    }
  g_assert_cmpint (g_get_monotonic_time () - before, <, 60 * G_USEC_PER_SEC);
  g_unlink (path);
  g_rmdir (folder);
}

static void
test_misbehaves (void)
{
  assert_misbehaves ("exit 0", 30 * G_USEC_PER_SEC);
  assert_misbehaves ("printf +", 30 * G_USEC_PER_SEC);
  assert_misbehaves ("printf +; exec sleep 1000", G_USEC_PER_SEC / 2);
  assert_misbehaves ("printf '+R\\377\\377\\377\\377'; exec cat", 30 * G_USEC_PER_SEC);
  assert_misbehaves ("printf '+R\\002\\000\\000\\000{}'; exec cat >&2", 30 * G_USEC_PER_SEC);
  assert_misbehaves ("printf '+R\\004\\000\\000\\000hehe'; exec cat >&2", 30 * G_USEC_PER_SEC);
  assert_misbehaves ("printf '+z\\002\\000\\000\\000{}'; exec cat >&2", 30 * G_USEC_PER_SEC);
  assert_misbehaves ("printf '+a\\002\\000\\000\\000\\377\\377'; exec cat >&2", 30 * G_USEC_PER_SEC);
}

static void
test_missing (void)
{
  g_autoptr (PdReader) reader = pd_reader_new ("/nowhere/piaodan-reader");
  g_autoptr (GBytes) bytes = invoice ();
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_reader_read (reader, bytes, "a.xml", NULL, &error));
  g_assert_error (error, PD_READ_ERROR, PD_READ_ERROR_READER);
  g_assert_nonnull (strstr (error->message, "/nowhere/piaodan-reader"));
}

static void
test_cancel (void)
{
  g_autoptr (PdReader) reader = pd_reader_new (program);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) bytes = invoice ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (pd_reader_read (reader, bytes, "a.xml", cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_reads (reader);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_fatal_mask ("Poppler", G_LOG_LEVEL_ERROR);
  g_assert_cmpint (argc, >, 1);
  program = argv[1];
  g_test_add_func ("/reader/reads", test_reads);
  g_test_add_func ("/reader/pictures", test_pictures);
  g_test_add_func ("/reader/async", test_async);
  g_test_add_func ("/reader/misbehaves", test_misbehaves);
  g_test_add_func ("/reader/signatures", test_signatures);
  g_test_add_func ("/reader/unknown-answers", test_unknown_answers);
  g_test_add_func ("/reader/missing", test_missing);
  g_test_add_func ("/reader/cancel", test_cancel);
  return g_test_run ();
}

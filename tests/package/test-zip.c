/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "package/pd-xml.h"
#include "package/pd-zip.h"
#include "zip-fixture.h"

#include <string.h>

static const PdZipLimits limits = { .max_parts = 10,
                                    .max_part_bytes = 16 * 1024 * 1024,
                                    .max_total_bytes = 20 * 1024 * 1024,
                                    .max_ratio = 200 };

static void
assert_refused (ZipFixture *zip, PdZipError code, const char *word)
{
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);
  g_autoptr (GError) error = NULL;

  g_assert_null (pd_zip_read (bytes, &limits, NULL, &error));
  g_assert_error (error, PD_ZIP_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_names (void)
{
  static const struct
  {
    const char *name, *clean;
  } cases[] = {
    { "OFD.xml", "OFD.xml" },
    { "./a//b.xml", "a/b.xml" },
    { "a\\b.xml", "a/b.xml" },
    { "a/../b", NULL },
    { "../b", NULL },
    { "a\\..\\..\\b", NULL },
    { "/Doc_0/a.xml", "Doc_0/a.xml" },
    { "\\a", "a" },
    { "/", NULL },
    { "/../a", NULL },
    { "C:\\a", NULL },
    { "", NULL },
    { "a/..", NULL },
    { "中/文.xml", "中/文.xml" },
    { "a/...", "a/..." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *clean = pd_zip_clean_name (cases[i].name);

      g_assert_cmpstr (clean, ==, cases[i].clean);
    }
}

static void
test_reads (void)
{
  g_autoptr (ZipFixture) zip = zip_fixture_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GHashTable) parts = NULL;
  g_autoptr (GError) error = NULL;

  zip_fixture_add (zip, "Doc_0/", "");
  zip_fixture_add (zip, "Doc_0\\一.xml", "一");
  zip_fixture_add (zip, "./b.xml", "");
  /* Once more, but the same: it makes no difference which one counts. */
  zip_fixture_add (zip, "Doc_0/一.xml", "一");
  bytes = zip_fixture_to_bytes (zip);
  parts = pd_zip_read (bytes, &limits, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (parts), ==, 2);
  g_assert_true (
      g_bytes_equal (g_hash_table_lookup (parts, "Doc_0/一.xml"), zip_fixture_get (zip, "Doc_0\\一.xml")));
  g_assert_nonnull (g_hash_table_lookup (parts, "b.xml"));
}

static void
test_refuses (void)
{
  static const char *const bad[] = { "../a", "/../a", "C:/a", "a/../../b", "x\\..\\..\\a" };
  g_autofree char *zeros = g_malloc0 (12 * 1024 * 1024);
  g_autoptr (GBytes) bomb = g_bytes_new_static (zeros, 12 * 1024 * 1024);

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (ZipFixture) zip = zip_fixture_new ();

      zip_fixture_add (zip, bad[i], "x");
      assert_refused (zip, PD_ZIP_ERROR_UNSAFE, "leads out");
    }
  {
    g_autoptr (ZipFixture) zip = zip_fixture_new ();

    zip_fixture_add (zip, "a/b", "x");
    zip_fixture_add (zip, "a\\b", "y");
    assert_refused (zip, PD_ZIP_ERROR_UNSAFE, "a/b");
  }
  {
    g_autoptr (ZipFixture) zip = zip_fixture_new ();

    zip_fixture_add (zip, "a/b", "x");
    zip_fixture_add (zip, "/a/b", "y");
    assert_refused (zip, PD_ZIP_ERROR_UNSAFE, "a/b");
  }
  {
    g_autoptr (ZipFixture) zip = zip_fixture_new ();

    zip_fixture_add_bytes (zip, "bomb", bomb);
    assert_refused (zip, PD_ZIP_ERROR_TOO_LARGE, "bomb");
  }
  {
    g_autoptr (ZipFixture) zip = zip_fixture_new ();

    for (guint i = 0; i < 11; i++)
      {
        g_autofree char *name = g_strdup_printf ("p%02u", i);

        zip_fixture_add (zip, name, "x");
      }
    assert_refused (zip, PD_ZIP_ERROR_TOO_LARGE, "p10");
  }
}

/* Spoils the directory at the end: the parts are still there. A file that is cut in a part is refused. */
static void
test_directory (void)
{
  g_autoptr (ZipFixture) zip = zip_fixture_new ();
  g_autoptr (GBytes) whole = NULL;
  gsize size = 0;
  const guint8 *data;

  zip_fixture_add (zip, "OFD.xml", "<a>123456789</a>");
  zip_fixture_add (zip, "b.xml", "<b>123456789</b>");
  whole = zip_fixture_to_bytes (zip);
  data = g_bytes_get_data (whole, &size);

  for (gsize cut = 0; cut < 3; cut++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GHashTable) parts = NULL;
      g_autoptr (GError) error = NULL;

      if (cut == 0)
        memset (copy + size - 6, 0xFF, 4); /* where the directory begins */
      else if (cut == 1)
        memset (copy + size - 22, 0, 22); /* the end record */
      bytes = g_bytes_new (copy, cut == 2 ? size / 3 : size);
      parts = pd_zip_read (bytes, &limits, NULL, &error);
      if (cut == 2)
        {
          g_assert_error (error, PD_ZIP_ERROR, PD_ZIP_ERROR_DAMAGED);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (g_hash_table_size (parts), ==, 2);
    }
}

/* No byte that is changed or missing does harm; what is read is what was written. */
static void
test_every_byte (void)
{
  g_autoptr (ZipFixture) zip = zip_fixture_new ();
  g_autoptr (GBytes) whole = NULL;
  gsize size = 0;
  const guint8 *data;

  zip_fixture_add (zip, "a.xml", "<a>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</a>");
  zip_fixture_add (zip, "b.xml", "<b>");
  whole = zip_fixture_to_bytes (zip);
  data = g_bytes_get_data (whole, &size);
  for (gsize i = 0; i < size * 2; i++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GHashTable) parts = NULL;
      g_autoptr (GError) error = NULL;

      if (i < size)
        copy[i] ^= 0x41;
      bytes = g_bytes_new (copy, i < size ? size : i - size);
      parts = pd_zip_read (bytes, &limits, NULL, &error);
      g_assert_true ((parts == NULL) == (error != NULL));
    }
}

static void
test_xml (void)
{
  static const struct
  {
    const char *text;
    gboolean lenient;
    int code; /* -1: read */
  } cases[] = {
    { "<a><b>1</b></a>", FALSE, -1 },
    { "<a><b>1</a>", FALSE, PD_XML_ERROR_DAMAGED },
    { "<:eInvoice xmlns:=\"\"><A><ofd:R P=\"1\">64</ofd:R></A></:eInvoice>", TRUE, -1 },
    { "", TRUE, PD_XML_ERROR_DAMAGED },
    { "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>", TRUE, PD_XML_ERROR_TOO_LARGE },
  };
  g_autoptr (GString) deep = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new_static (cases[i].text, strlen (cases[i].text));
      g_autoptr (GError) error = NULL;
      g_autoptr (PdXml) xml = pd_xml_parse (bytes, cases[i].lenient, &error);

      if (cases[i].code < 0)
        g_assert_no_error (error);
      else
        g_assert_error (error, PD_XML_ERROR, cases[i].code);
    }
  for (guint i = 0; i < 100; i++)
    g_string_append (deep, "<a>");
  for (guint i = 0; i < 100; i++)
    g_string_append (deep, "</a>");
  {
    g_autoptr (GBytes) bytes = g_bytes_new (deep->str, deep->len);
    g_autoptr (GError) error = NULL;

    g_assert_null (pd_xml_parse (bytes, TRUE, &error));
    g_assert_error (error, PD_XML_ERROR, PD_XML_ERROR_TOO_LARGE);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/package/names", test_names);
  g_test_add_func ("/package/reads", test_reads);
  g_test_add_func ("/package/refuses", test_refuses);
  g_test_add_func ("/package/directory", test_directory);
  g_test_add_func ("/package/every-byte", test_every_byte);
  g_test_add_func ("/package/xml", test_xml);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "der-fixture.h"
#include "ofd-fixture.h"
#include "ofd/pd-ofd-der.h"
#include "ofd/pd-ofd-signature.h"
#include "package/pd-zip.h"
#include "signed-fixture.h"

#include <string.h>

/* What the only signature of a file is judged; -1 where the file cannot be opened at all. */
static int
judge_bytes (GBytes *bytes, Signer *trusted, gint64 now, char **changed)
{
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, NULL);
  g_autoptr (GPtrArray) trust = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) signatures = NULL;
  const PdOfdSignature *signature;

  if (document == NULL)
    return -1;
  if (trusted != NULL)
    g_ptr_array_add (trust, signer_certificate (trusted));
  signatures = pd_ofd_document_check_signatures (document, trust, now * G_USEC_PER_SEC, NULL);
  if (signatures->len != 1)
    return -1;
  signature = signatures->pdata[0];
  if (changed != NULL)
    *changed = g_strdup (signature->changed->len > 0 ? signature->changed->pdata[0] : NULL);
  return (int) signature->verdict;
}

static int
judge_zip (ZipFixture *zip, Signer *trusted, gint64 now, char **changed)
{
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);

  return judge_bytes (bytes, trusted, now, changed);
}

static void
test_forms (void)
{
  g_autoptr (Signer) office = signer_new ("税务电子证书", NULL, -9 * SIGNED_YEAR, 9 * SIGNED_YEAR);
  g_autoptr (Signer) signer = signer_new ("国家税务总局", office, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (Signer) other = signer_new ("别人", NULL, -SIGNED_YEAR, SIGNED_YEAR);

  for (SignedForm form = SIGNED_38540; form <= SIGNED_PKCS7_PLAIN; form++)
    {
      g_autoptr (ZipFixture) zip = signed_fixture_zip (signer, signer, form);

      g_test_message ("form %d", (int) form);
      g_assert_cmpint (judge_zip (zip, office, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_VALID);
      g_assert_cmpint (judge_zip (zip, signer, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_VALID);
      g_assert_cmpint (judge_zip (zip, other, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
      g_assert_cmpint (judge_zip (zip, NULL, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
      g_assert_cmpint (judge_zip (zip, office, SIGNED_NOW + 2 * SIGNED_YEAR, NULL), ==,
                       PD_OFD_VERDICT_EXPIRED);
    }
}

static void
test_signers (void)
{
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (Signer) late = signer_new ("国家税务总局", NULL, -3 * SIGNED_YEAR, -SIGNED_YEAR);
  g_autoptr (Signer) early = signer_new ("国家税务总局", NULL, SIGNED_YEAR, 2 * SIGNED_YEAR);
  /* of the same name as an authority, but not from it */
  g_autoptr (Signer) office = signer_new ("税务电子证书", NULL, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (Signer) namesake = signer_new ("税务电子证书", NULL, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (Signer) forged = signer_new ("国家税务总局", namesake, -SIGNED_YEAR, SIGNED_YEAR);
  /* from somebody who is trusted to sign, not to say who others are */
  g_autoptr (Signer) clerk = signer_new ("国家税务总局", office, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (Signer) friend = signer_new ("别人", clerk, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (ZipFixture) with_friend = signed_fixture_zip (friend, friend, SIGNED_38540);
  g_autoptr (ZipFixture) with_late = signed_fixture_zip (late, late, SIGNED_38540);
  g_autoptr (ZipFixture) with_early = signed_fixture_zip (early, early, SIGNED_38540);
  g_autoptr (ZipFixture) with_forged = signed_fixture_zip (forged, forged, SIGNED_38540);
  g_autoptr (ZipFixture) with_stolen = signed_fixture_zip (forged, signer, SIGNED_38540);
  g_autoptr (ZipFixture) with_old_stolen = signed_fixture_zip (forged, signer, SIGNED_0031);

  g_assert_cmpint (judge_zip (with_late, late, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_EXPIRED);
  g_assert_cmpint (judge_zip (with_early, early, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_EXPIRED);
  g_assert_cmpint (judge_zip (with_forged, office, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
  g_assert_cmpint (judge_zip (with_friend, clerk, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
  /* a seal that the signer may not use */
  g_assert_cmpint (judge_zip (with_stolen, forged, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_CHANGED);
  g_assert_cmpint (judge_zip (with_old_stolen, forged, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_CHANGED);
}

static void
test_facts (void)
{
  g_autoptr (Signer) office = signer_new ("税务电子证书", NULL, -9 * SIGNED_YEAR, 9 * SIGNED_YEAR);
  g_autoptr (Signer) signer = signer_new ("国家税务总局", office, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (ZipFixture) zip = signed_fixture_zip (signer, signer, SIGNED_38540);
  g_autoptr (GBytes) bytes = zip_fixture_to_bytes (zip);
  g_autoptr (PdOfdDocument) document = pd_ofd_document_new (bytes, NULL, NULL);
  g_autoptr (GPtrArray) signatures =
      pd_ofd_document_check_signatures (document, NULL, SIGNED_NOW * G_USEC_PER_SEC, NULL);
  const PdOfdSignature *signature = signatures->pdata[0];

  g_assert_cmpstr (signature->owner, ==, "国家税务总局");
  g_assert_cmpstr (signature->issuer, ==, "税务电子证书");
  g_assert_cmpstr (signature->seal_name, ==, "发票监制章");
  g_assert_cmpint (signature->signed_at / G_USEC_PER_SEC, ==, 1716884100);
  g_assert_cmpint (signature->valid_from / G_USEC_PER_SEC, ==, SIGNED_NOW - SIGNED_YEAR);
  g_assert_cmpint (signature->valid_until / G_USEC_PER_SEC, ==, SIGNED_NOW + SIGNED_YEAR);
  g_assert_cmpuint (signature->n_uncovered, ==, 0);
}

/* The same file with @content (nullable) for the content of one part, or without the part. */
static GBytes *
with_part (GHashTable *parts, const char *part, GBytes *content)
{
  g_autoptr (ZipFixture) zip = zip_fixture_new ();
  GHashTableIter iter;
  gpointer name, own;

  g_hash_table_iter_init (&iter, parts);
  while (g_hash_table_iter_next (&iter, &name, &own))
    if (!g_str_equal (name, part))
      zip_fixture_add_bytes (zip, name, own);
    else if (content != NULL)
      zip_fixture_add_bytes (zip, name, content);
  return zip_fixture_to_bytes (zip);
}

static GHashTable *
parts_of (GBytes *whole)
{
  static const PdZipLimits limits = {
    .max_parts = 1000, .max_part_bytes = 1 << 24, .max_total_bytes = 1 << 25, .max_ratio = 1000
  };

  return pd_zip_read (whole, &limits, NULL, NULL);
}

/* The same file with one byte of one part changed, or without the part. */
static GBytes *
spoil (GBytes *whole, const char *part, gssize at, guint8 change)
{
  g_autoptr (GHashTable) parts = parts_of (whole);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (g_hash_table_lookup (parts, part), &size);
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) bytes = NULL;

  if (at >= 0)
    copy[(gsize) at % size] ^= change;
  bytes = g_bytes_new_take (copy, size);
  return with_part (parts, part, at >= 0 ? bytes : NULL);
}

/* Wrong numbers are a change; what can be checked in no way is called neither right nor changed. */
static void
test_unknown_values (void)
{
  static const struct
  {
    const char *signature;
    gsize size;
    int verdict;
  } rows[] = {
    { "no sequence, and not of a length that two numbers have", 54, PD_OFD_VERDICT_UNREADABLE },
    { "two numbers, but others: 012345678901234567890123456789012345678", 64, PD_OFD_VERDICT_CHANGED },
    { "\x30\x06\x02\x01\x05\x02\x01\x06", 8, PD_OFD_VERDICT_CHANGED },
  };
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, -SIGNED_YEAR, SIGNED_YEAR);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (ZipFixture) zip = signed_fixture_zip (signer, signer, SIGNED_38540);
      PdOfdDer root, parts[4];
      GByteArray *changed[4];
      g_autoptr (GByteArray) value = NULL;
      g_autoptr (GBytes) whole = zip_fixture_to_bytes (zip), own = NULL, with_own = NULL;
      g_autoptr (GHashTable) files = parts_of (whole);

      g_assert_true (
          pd_ofd_der_read_bytes (g_hash_table_lookup (files, SIGNED_FOLDER "SignedValue.dat"), &root));
      for (guint j = 0; j < 4; j++)
        {
          g_assert_true (pd_ofd_der_child (&root, j, &parts[j]));
          changed[j] = j < 3 ? der_new (parts[j].tag, parts[j].data, parts[j].size)
                             : der_bit_string ((const guint8 *) rows[i].signature, rows[i].size);
        }
      value = der_sequence (changed, 4);
      own = g_bytes_new (value->data, value->len);
      with_own = with_part (files, SIGNED_FOLDER "SignedValue.dat", own);
      g_assert_cmpint (judge_bytes (with_own, signer, SIGNED_NOW, NULL), ==, rows[i].verdict);
    }
}

/* Each byte of each part that a signature covers, of the signature's own file and of its value. */
static void
test_every_byte (void)
{
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (ZipFixture) zip = signed_fixture_zip (signer, signer, SIGNED_38540);
  g_autoptr (GBytes) whole = zip_fixture_to_bytes (zip);
  const char *parts[SIGNED_N_PARTS + 2] = { SIGNED_FOLDER "Signature.xml", SIGNED_FOLDER "SignedValue.dat" };

  memcpy (parts + 2, signed_fixture_parts, sizeof signed_fixture_parts);
  for (gsize p = 0; p < G_N_ELEMENTS (parts); p++)
    {
      gsize size = g_bytes_get_size (zip_fixture_get (zip, parts[p]));
      g_autoptr (GBytes) without = spoil (whole, parts[p], -1, 0);

      g_assert_cmpint (judge_bytes (without, signer, SIGNED_NOW, NULL), !=, PD_OFD_VERDICT_VALID);
      for (gsize i = 0; i < size; i += p == 0 ? 5 : 1)
        {
          g_autoptr (GBytes) spoiled = spoil (whole, parts[p], (gssize) i, (guint8) (1 << i % 8));
          g_autofree char *changed = NULL;
          int verdict = judge_bytes (spoiled, signer, SIGNED_NOW, &changed);

          if (verdict == PD_OFD_VERDICT_VALID)
            g_error ("%s, byte %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT ": not found", parts[p], i, size);
          if (p >= 2 && verdict >= 0)
            {
              g_assert_cmpint (verdict, ==, PD_OFD_VERDICT_CHANGED);
              /* in OFD.xml the mention of the signatures may be what was hit */
              if (changed != NULL || p > 2)
                g_assert_cmpstr (changed != NULL ? changed + 1 : NULL, ==, parts[p]);
            }
        }
    }
}

/* Nothing covers the list of the signatures. Whatever bit of it is changed, no signature is lost without a word. */
static void
test_list (void)
{
  static const char part[] = "Doc_0/Signs/Signatures.xml";
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (ZipFixture) zip = signed_fixture_zip (signer, signer, SIGNED_38540);
  g_autoptr (GBytes) whole = zip_fixture_to_bytes (zip);
  gsize size = g_bytes_get_size (zip_fixture_get (zip, part));
  guint n_valid = 0;

  g_assert_cmpint (judge_bytes (whole, signer, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_VALID);
  for (gsize bit = 0; bit < 8 * size; bit++)
    {
      g_autoptr (GBytes) spoiled = spoil (whole, part, (gssize) (bit / 8), (guint8) (1 << bit % 8));
      g_autofree char *changed = NULL;
      int verdict = judge_bytes (spoiled, signer, SIGNED_NOW, &changed);

      g_test_message ("bit %" G_GSIZE_FORMAT ": %d", bit, verdict);
      g_assert_true (verdict == PD_OFD_VERDICT_VALID || verdict == PD_OFD_VERDICT_CHANGED ||
                     verdict == PD_OFD_VERDICT_UNREADABLE);
      n_valid += verdict == PD_OFD_VERDICT_VALID;
    }
  /* An id, a namespace, the case of a name: the list says the same. */
  g_test_message ("%u of %" G_GSIZE_FORMAT " make no difference", n_valid, 8 * size);
}

/* Lists as programs write them, and as they become when something is lost. */
static void
test_lists (void)
{
  static const struct
  {
    const char *list;
    int verdict;
  } rows[] = {
    { "<Signatures><MaxSignId>2</MaxSignId>%s</Signatures>", PD_OFD_VERDICT_VALID },
    { "<!-- one --><o:Signatures xmlns:o=\"u\"> <o:MaxSignID>s001</o:MaxSignID> %s </o:Signatures>",
      PD_OFD_VERDICT_VALID },
    { "<Signatures>%s<Tignature ID=\"2\" BaseLoc=\"Sign_1/Signature.xml\"/></Signatures>",
      PD_OFD_VERDICT_UNREADABLE },
    { "<Signatures>%s=Signature ID=\"2\" BaseLoc=\"Sign_1/Signature.xml\"/></Signatures>",
      PD_OFD_VERDICT_UNREADABLE },
    { "<Signatures>%s</Signature>", PD_OFD_VERDICT_UNREADABLE },
    { "<Rignatures>%s</Rignatures>", PD_OFD_VERDICT_UNREADABLE },
    { "<Signatures><MaxSignId>1</MaxSignId><!-- %s --></Signatures>", PD_OFD_VERDICT_UNREADABLE },
    { "%s", PD_OFD_VERDICT_UNREADABLE },
    { "no XML", PD_OFD_VERDICT_UNREADABLE },
    /* Nothing was signed with it yet. */
    { "<Signatures><MaxSignId>0</MaxSignId></Signatures>", -1 },
    { "<Signatures/>", -1 },
  };
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, -SIGNED_YEAR, SIGNED_YEAR);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GString) list = g_string_new (rows[i].list);
      g_autoptr (ZipFixture) zip = NULL;

      g_string_replace (list, "%s", "<Signature ID=\"1\" BaseLoc=\"Sign_0/Signature.xml\"/>", 0);
      zip = signed_fixture_listed (signer, signer, SIGNED_38540, list->str);
      g_test_message ("%s", list->str);
      g_assert_cmpint (judge_zip (zip, signer, SIGNED_NOW, NULL), ==, rows[i].verdict);
    }
}

static void
test_odd (void)
{
  g_autoptr (Signer) signer = signer_new ("国家税务总局", NULL, -SIGNED_YEAR, SIGNED_YEAR);
  g_autoptr (ZipFixture) none = ofd_fixture_zip (&(OfdFixture){ .layers = "" });
  g_autoptr (ZipFixture) gone = ofd_fixture_zip (
      &(OfdFixture){ .body = "<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>" });
  static const char *const files[] = {
    "",
    "<a/>",
    "<a><SignedInfo/></a>",
    "<a><SignedInfo><References/></SignedInfo></a>",
    "<a><SignedInfo><References CheckMethod=\"rot13\"><Reference "
    "FileRef=\"/OFD.xml\"/></References></SignedInfo></a>",
    "<a><SignedInfo><References><Reference "
    "FileRef=\"../../etc/passwd\"><CheckValue>!</CheckValue></Reference>"
    "</References></SignedInfo><SignedValue>v</SignedValue></a>",
  };
  static const struct
  {
    const char *data;
    gsize size;
  } values[] = {
    { "", 0 }, { "\x30\x80", 2 }, { "\x30\x84\xff\xff\xff\xff", 6 }, { "\x30\x03\x30\x01\x30", 5 }
  };

  g_assert_cmpint (judge_zip (none, signer, SIGNED_NOW, NULL), ==, -1);
  g_assert_cmpint (judge_zip (gone, signer, SIGNED_NOW, NULL), ==, PD_OFD_VERDICT_CHANGED);
  for (gsize i = 0; i < G_N_ELEMENTS (files) * G_N_ELEMENTS (values); i++)
    {
      g_autoptr (ZipFixture) zip =
          ofd_fixture_zip (&(OfdFixture){ .body = "<ofd:Signatures>/Signatures.xml</ofd:Signatures>" });
      g_autoptr (GBytes) value =
          g_bytes_new (values[i % G_N_ELEMENTS (values)].data, values[i % G_N_ELEMENTS (values)].size);
      int verdict;

      zip_fixture_add (zip, "Signatures.xml", "<a><Signature BaseLoc=\"s.xml\"/></a>");
      zip_fixture_add (zip, "s.xml", files[i / G_N_ELEMENTS (values)]);
      zip_fixture_add_bytes (zip, "v", value);
      verdict = judge_zip (zip, signer, SIGNED_NOW, NULL);
      g_assert_true (verdict == PD_OFD_VERDICT_CHANGED || verdict == PD_OFD_VERDICT_UNREADABLE);
    }
}

/* Real signatures: right as they are, and wrong after any part was touched. */
static const struct
{
  const char *file, *owner;
  guint n_uncovered; /* its own head, OFD.xml, is not listed in the signature */
} samples[] = {
  { "legacy-signed-v4.ofd", "全国统一发票监制章国家税务总局重庆市税务局", 0 },
  { "legacy-zero-rate-signed.ofd", "国家税务总局江苏省税务局", 0 },
  { "legacy-100-lines-signed.ofd", "全国统一发票监制章国家税务总局重庆市税务局", 1 },
};

static void
spoil_sample (GBytes *whole, guint n_uncovered)
{
  static const char *const parts[] = { "OFD.xml",
                                       "Doc_0/Document.xml",
                                       "Doc_0/Pages/Page_0/Content.xml",
                                       "Doc_0/Tpls/Tpl_0/Content.xml",
                                       "Doc_0/Attachs/original_invoice.xml",
                                       SIGNED_FOLDER "Signature.xml",
                                       SIGNED_FOLDER "SignedValue.dat" };

  for (gsize i = n_uncovered; i < G_N_ELEMENTS (parts); i++)
    for (gssize at = 40; at < 400; at += 97)
      {
        g_autoptr (GBytes) spoiled = spoil (whole, parts[i], at, 0x04);
        int verdict = judge_bytes (spoiled, NULL, SIGNED_NOW, NULL);

        g_assert_true (verdict == -1 || verdict == PD_OFD_VERDICT_CHANGED ||
                       verdict == PD_OFD_VERDICT_UNREADABLE);
      }
}

static void
test_samples (void)
{
  const char *folder = g_getenv ("PIAODAN_SAMPLES");

  for (gsize i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *path =
          folder != NULL ? g_build_filename (folder, "ofd", samples[i].file, NULL) : g_strdup ("");
      char *data = NULL;
      gsize size = 0;
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (PdOfdDocument) document = NULL;
      g_autoptr (GPtrArray) signatures = NULL;

      if (!g_file_get_contents (path, &data, &size, NULL))
        {
          g_test_skip ("the samples are not there");
          return;
        }
      bytes = g_bytes_new_take (data, size);
      document = pd_ofd_document_new (bytes, NULL, NULL);
      signatures = pd_ofd_document_check_signatures (document, NULL, SIGNED_NOW * G_USEC_PER_SEC, NULL);
      g_assert_cmpuint (signatures->len, ==, 1);
      g_assert_cmpint (((PdOfdSignature *) signatures->pdata[0])->verdict, ==, PD_OFD_VERDICT_UNKNOWN_SIGNER);
      g_assert_cmpstr (((PdOfdSignature *) signatures->pdata[0])->owner, ==, samples[i].owner);
      g_assert_cmpuint (((PdOfdSignature *) signatures->pdata[0])->n_uncovered, ==, samples[i].n_uncovered);
      spoil_sample (bytes, samples[i].n_uncovered);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ofd/signature/forms", test_forms);
  g_test_add_func ("/ofd/signature/signers", test_signers);
  g_test_add_func ("/ofd/signature/facts", test_facts);
  g_test_add_func ("/ofd/signature/unknown-values", test_unknown_values);
  g_test_add_func ("/ofd/signature/every-byte", test_every_byte);
  g_test_add_func ("/ofd/signature/list", test_list);
  g_test_add_func ("/ofd/signature/lists", test_lists);
  g_test_add_func ("/ofd/signature/odd", test_odd);
  g_test_add_func ("/ofd/signature/samples", test_samples);
  return g_test_run ();
}

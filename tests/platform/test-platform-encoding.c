/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/pd-platform-encoding.h"
#include "wire/pd-wire-gzip.h"
#include "platform/pd-platform-private.h"
#include "platform/pd-platform-routes.h"
#include "platform/platform-fixture.h"

/* Bodies that come as gzip: what they grow to is limited before it is in memory. */

static GBytes *
zip (const char *text, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, size);

  return pd_wire_gzip (bytes);
}

static void
test_round_trip (void)
{
  g_autofree char *text = g_strnfill (300, 'x');
  g_autoptr (GBytes) packed = zip (text, 300);
  g_autoptr (GBytes) plain = NULL;

  g_assert_cmpint (pd_platform_inflate (packed, 300, &plain), ==, PD_PLATFORM_INFLATED);
  g_assert_cmpmem (g_bytes_get_data (plain, NULL), g_bytes_get_size (plain), text, 300);
  g_clear_pointer (&plain, g_bytes_unref);
  g_assert_cmpint (pd_platform_inflate (packed, 299, &plain), ==, PD_PLATFORM_INFLATED_TOO_LARGE);
  g_assert_null (plain);
}

/* Cut at each byte, changed at each byte, with something behind it. */
static void
test_damaged (void)
{
  static const char text[] =
      "{\"format\":1,\"replica\":\"0190b2f4-0000-7000-8000-000000000001\",\"mutations\":[]}";
  g_autoptr (GBytes) packed = zip (text, strlen (text));
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (packed, &size);
  g_autofree guint8 *longer = g_malloc (size + 1);
  g_autoptr (GBytes) trailing = NULL;
  g_autoptr (GBytes) nothing = NULL;

  for (gsize cut = 0; cut < size; cut++)
    {
      g_autoptr (GBytes) part = g_bytes_new (data, cut);
      g_autofree guint8 *copy = g_memdup2 (data, size);
      g_autoptr (GBytes) plain = NULL;

      g_assert_cmpint (pd_platform_inflate (part, 1000, &plain), ==, PD_PLATFORM_INFLATED_DAMAGED);
      g_assert_null (plain);
      copy[cut] ^= 0x55;

      g_autoptr (GBytes) changed = g_bytes_new (copy, size);
      g_autoptr (GBytes) other = NULL;

      /* The header's time and system are no part of what it holds. */
      if (pd_platform_inflate (changed, 1000, &other) == PD_PLATFORM_INFLATED)
        g_assert_cmpmem (g_bytes_get_data (other, NULL), g_bytes_get_size (other), text, strlen (text));
    }
  memcpy (longer, data, size);
  longer[size] = 'x';
  trailing = g_bytes_new (longer, size + 1);
  g_assert_cmpint (pd_platform_inflate (trailing, 1000, &nothing), ==, PD_PLATFORM_INFLATED_DAMAGED);
}

static void
test_bomb (void)
{
  gsize size = 64 * 1024 * 1024;
  g_autofree char *spaces = g_strnfill (size, ' ');
  g_autoptr (GBytes) bomb = zip (spaces, size);
  g_autoptr (GBytes) plain = NULL;

  g_test_message ("%" G_GSIZE_FORMAT " bytes", g_bytes_get_size (bomb));
  g_assert_cmpint (pd_platform_inflate (bomb, PD_PLATFORM_MAX_BODY, &plain), ==,
                   PD_PLATFORM_INFLATED_TOO_LARGE);
  /* Far below the limit of the route it is told by how much it grows. */
  g_assert_cmpint (pd_platform_inflate (bomb, G_MAXSIZE, &plain), ==, PD_PLATFORM_INFLATED_TOO_LARGE);
  g_assert_null (plain);
}

static PdPlatformResponse *
push (Fixture *fixture, const char *token, const char *encoding, GBytes *body)
{
  g_autoptr (PdPlatformRequest) request = pd_platform_request_new ("POST", "/v1/sync/push");

  request->authorization = g_strconcat ("Bearer ", token, NULL);
  request->content_type = g_strdup ("application/json");
  request->content_encoding = g_strdup (encoding);
  request->body = g_bytes_ref (body);
  return pd_platform_handle (fixture->platform, request);
}

/* Orders as clerks enter them; and how many bytes that saves. */
static void
test_push (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *token = fixture_sign_in (fixture, 0, "clerk");
  g_autoptr (PdWirePush) many = pd_wire_push_new (NULL, fixture->replica);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GBytes) cut = NULL;
  g_autoptr (GBytes) bomb = NULL;
  g_autofree char *spaces = g_strnfill (4 * 1024 * 1024, ' ');

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);
      g_autoptr (PdRecord) order = fixture_order (fixture, number);

      g_ptr_array_add (many->mutations, fixture_create (fixture, order));
    }
  text = pd_wire_push_to_text (many);
  body = zip (text, strlen (text));
  cut = g_bytes_new_from_bytes (body, 0, g_bytes_get_size (body) - 9);
  bomb = zip (spaces, 4 * 1024 * 1024);
  g_test_message ("%zu bytes a record, %zu as gzip", strlen (text) / 200, g_bytes_get_size (body) / 200);

  g_autoptr (PdPlatformResponse) damaged = push (fixture, token, "gzip", cut);
  g_autoptr (PdPlatformResponse) exploded = push (fixture, token, "gzip", bomb);
  g_autoptr (PdPlatformResponse) unknown = push (fixture, token, "br", body);
  g_autoptr (PdPlatformResponse) twice = push (fixture, token, "gzip, gzip", body);
  g_autoptr (PdPlatformResponse) stranger = push (fixture, "x", "gzip", bomb);

  fixture_assert_error (damaged, 400, "malformed");
  fixture_assert_error (exploded, 413, "too_large");
  fixture_assert_error (unknown, 415, "encoding");
  fixture_assert_error (twice, 415, "encoding");
  fixture_assert_error (stranger, 401, "unauthorized");

  g_autoptr (PdWirePage) none = fixture_pull (fixture, token, "limit=1000");

  g_assert_cmpuint (none->records->len, ==, 1);

  g_autoptr (PdPlatformResponse) taken = push (fixture, token, "gzip", body);
  g_autoptr (PdWirePage) page = fixture_pull (fixture, token, "limit=1000");

  g_assert_cmpuint (taken->status, ==, 200);
  g_assert_cmpuint (page->records->len, ==, 201);
  fixture_free (fixture);
}

/* No more room: told as that, nothing recorded, and taken when there is room again. */
static void
test_full (void)
{
  Fixture *fixture = fixture_new ();
  g_autofree char *token = fixture_sign_in (fixture, 0, "clerk");
  g_autoptr (PdWirePush) many = pd_wire_push_new (NULL, fixture->replica);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *number = g_strdup_printf ("D-%u", i);
      g_autoptr (PdRecord) order = fixture_order (fixture, number);

      g_ptr_array_add (many->mutations, fixture_create (fixture, order));
    }
  text = pd_wire_push_to_text (many);
  body = g_bytes_new (text, strlen (text));
  g_assert_true (pd_platform_sql_script (fixture->platform->sql, "PRAGMA max_page_count = 1", NULL));

  g_autoptr (PdPlatformResponse) full = push (fixture, token, NULL, body);

  fixture_assert_error (full, 507, "full");
  g_assert_cmpuint (full->retry_after, >, 0);
  g_assert_true (pd_platform_sql_script (fixture->platform->sql, "PRAGMA max_page_count = 100000", NULL));

  g_autoptr (PdPlatformResponse) taken = push (fixture, token, NULL, body);
  g_autoptr (PdWirePage) page = fixture_pull (fixture, token, "limit=1000");

  g_assert_cmpuint (taken->status, ==, 200);
  g_assert_cmpuint (page->records->len, ==, 201);
  fixture_free (fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/platform/encoding/round-trip", test_round_trip);
  g_test_add_func ("/platform/encoding/damaged", test_damaged);
  g_test_add_func ("/platform/encoding/bomb", test_bomb);
  g_test_add_func ("/platform/encoding/push", test_push);
  g_test_add_func ("/platform/encoding/full", test_full);
  return g_test_run ();
}

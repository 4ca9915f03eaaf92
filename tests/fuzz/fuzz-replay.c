/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-target.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * Without libFuzzer: every input of the corpus, and then, for some seconds, inputs made of them by a fixed seed. What is
 * found by one machine in its time may need more of it on another, but an input that is written down is the same
 * everywhere.
 *
 *   fuzz-TARGET [--seconds N] [--seed N] FILE|FOLDER…
 */

#define SEED 20261101

/* As many as a second of a fast machine: a test that counts rounds as well ends alike everywhere. */
#define MAX_ROUNDS 200000

#if defined(__SANITIZE_ADDRESS__)
#define SLOWER 20
#else
#define SLOWER 1
#endif

static const guint8 *running;
static gsize running_size;

/* A fault ends in abort(): the input is kept for the one who looks. */
static void
keep_input (int signal_number)
{
  g_autofree char *name = g_strdup_printf ("crash-%s", fuzz_target.name);

  if (running != NULL && g_file_set_contents (name, (const char *) running, (gssize) running_size, NULL))
    g_printerr ("%s: the input that failed is in %s\n", fuzz_target.name, name);
  _exit (128 + signal_number);
}

/* The processor's, in microseconds: a machine that is busy with others is no fault of an input. */
static gint64
used_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* From a block that ends with the input, so that a reader that goes too far is noticed by the sanitizers. */
static gint64
run (const guint8 *data, gsize size)
{
  g_autofree guint8 *exact = g_memdup2 (data, size);
  gint64 start = used_time (), time;

  running = exact;
  running_size = size;
  LLVMFuzzerTestOneInput (exact, size);
  time = used_time () - start;
  if (time > fuzz_target.max_time * SLOWER)
    g_error ("One input took %" G_GINT64_FORMAT " µs, more than %" G_GINT64_FORMAT ".", time,
             fuzz_target.max_time * SLOWER);
  running = NULL;
  return time;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
collect (GPtrArray *inputs, const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  const char *name;
  char *text;
  gsize size;

  if (folder == NULL)
    {
      if (!g_file_get_contents (path, &text, &size, &error))
        g_error ("%s", error->message);
      g_ptr_array_add (inputs, g_bytes_new_take (text, size));
      return;
    }
  while ((name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_build_filename (path, name, NULL));
  /* In one order everywhere. */
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    collect (inputs, g_ptr_array_index (names, i));
}

static guint
fuzz_freshly (GPtrArray *inputs, GRand *random, gint64 until)
{
  g_autofree guint8 *data = g_malloc (fuzz_target.max_size);
  guint n = 0;

  for (; n < MAX_ROUNDS && g_get_monotonic_time () < until; n++)
    {
      gsize size, other_size;
      const guint8 *input =
          g_bytes_get_data (g_ptr_array_index (inputs, g_rand_int (random) % inputs->len), &size);
      const guint8 *other =
          g_bytes_get_data (g_ptr_array_index (inputs, g_rand_int (random) % inputs->len), &other_size);

      size = MIN (size, fuzz_target.max_size);
      memcpy (data, input, size);
      if (n % 4 == 0)
        size = fuzz_cross (random, input, size, other, other_size, data, fuzz_target.max_size);
      size = fuzz_mutate (random, data, size, fuzz_target.max_size);
      run (data, size);
    }
  return n;
}

int
main (int argc, char **argv)
{
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GRand) random = NULL;
  gint64 slowest = 0;
  int seconds = 0;
  guint32 seed = SEED;
  guint n_fresh = 0;

  for (int i = 1; i < argc; i++)
    if (g_str_equal (argv[i], "--seconds") && i + 1 < argc)
      seconds = atoi (argv[++i]);
    else if (g_str_equal (argv[i], "--seed") && i + 1 < argc)
      seed = (guint32) strtoul (argv[++i], NULL, 10);
    else
      collect (inputs, argv[i]);
  if (inputs->len == 0)
    {
      g_printerr ("%s: no inputs: name a file or a folder of the corpus\n", fuzz_target.name);
      return 1;
    }
  signal (SIGABRT, keep_input);
#if !defined(__SANITIZE_ADDRESS__) /* which has more to say of it */
  signal (SIGSEGV, keep_input);
#endif
  signal (SIGTRAP, keep_input);
  for (guint i = 0; i < inputs->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (inputs, i), &size);

      gint64 time = run (data != NULL ? data : (const guint8 *) "", size);

      slowest = MAX (slowest, time);
    }
  random = g_rand_new_with_seed (seed);
  if (seconds > 0)
    n_fresh = fuzz_freshly (inputs, random, g_get_monotonic_time () + seconds * G_TIME_SPAN_SECOND);
  g_print (
      "fuzz %s: %u inputs of the corpus and %u fresh ones, the slowest of the corpus %.1f ms: no fault\n",
      fuzz_target.name, inputs->len, n_fresh, (double) slowest / 1000.0);
  return 0;
}

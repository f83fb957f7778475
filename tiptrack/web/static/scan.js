// Makes the scan nicer where scripts run: saves each answer as it is given, counts along, and reads aloud.
const form = document.querySelector('form.scan');
const state = form.querySelector('.save-state');
const progress = document.querySelector('.scan-progress');
const answeredAtStart = form.querySelectorAll('input:checked').length;
const doneElsewhere = Number(progress.value) - answeredAtStart;
let waiting = Promise.resolve();
let leaving = new AbortController();

function body(input) {
  const data = new URLSearchParams();
  data.set('csrf_token', form.elements.csrf_token.value);
  data.set('scan', form.elements.scan.value);
  data.set(input.name, input.value);
  return data;
}

async function save(input) {
  try {
    const answer = await fetch(form.dataset.save, { method: 'POST', body: body(input), signal: leaving.signal });
    state.textContent = answer.ok ? form.dataset.saved : form.dataset.failed;
  } catch {
    state.textContent = form.dataset.failed;
  }
}

// A save that is still on its way would put an older cookie back over the one that the next page gets.
form.addEventListener('submit', () => leaving.abort());
addEventListener('pageshow', () => { leaving = new AbortController(); });

form.addEventListener('change', (event) => {
  if (event.target.type !== 'radio') return;
  progress.value = Math.max(0, doneElsewhere) + form.querySelectorAll('input:checked').length;
  waiting = waiting.then(() => save(event.target)); // one at a time, in the order of answering
});

if ('speechSynthesis' in window) {
  for (const button of form.querySelectorAll('.speak')) {
    button.hidden = false;
    button.addEventListener('click', () => {
      const spoken = new SpeechSynthesisUtterance(button.dataset.speak);
      spoken.lang = 'nl-NL';
      speechSynthesis.cancel();
      speechSynthesis.speak(spoken);
    });
  }
}

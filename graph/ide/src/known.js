// What the server wrote into the page: examples, and in the demo the firm and its people.
export const known = JSON.parse(document.getElementById('known').textContent)
